# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 blob-digest：docker image inspect -f '{{index .RootFS.Layers 1}}' layers
# 回答 unpacked：echo diffID
