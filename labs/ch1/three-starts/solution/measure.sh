./measure
# 回答 ratio：jq '.vm.ms / .container.ms' measure.json
