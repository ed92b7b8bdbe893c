# 应当失败于：检查 1
# 应当认出：误解 2
# 回答 diff-id：docker image inspect -f '{{index .RootFS.Layers 3}}' layers
# 回答 chain-id：docker image inspect -f '{{index .RootFS.Layers 3}}' layers
