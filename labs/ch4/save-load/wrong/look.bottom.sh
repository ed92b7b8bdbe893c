# 应当失败于：检查 3
# 应当认出：误解 1
# 回答 config：docker image inspect -f '{{.Id}}' layers
# 回答 layers：echo 5
# 回答 top：docker image inspect -f '{{json .RootFS.Layers}}' layers | jq -r '.[0]'
