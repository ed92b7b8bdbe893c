# 应当失败于：检查 2
# 应当认出：误解 3
# 回答 diff-id：docker image inspect -f '{{index .RootFS.Layers 1}}' layers
# 回答 chain-id：docker image inspect -f '{{index .RootFS.Layers 1}}' layers
