# 应当失败于：检查 2
./measure
# 回答 ratio：jq '.container.ms / .vm.ms' measure.json
