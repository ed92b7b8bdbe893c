# 应当失败于：检查 1
# 应当认出：误解 2
# 填的是 docker pull 打印的 Digest：那是清单的，不是一层的。
# 回答 blob-digest：docker image inspect -f '{{index .RepoDigests 0}}' layers | cut -d '@' -f 2
# 回答 unpacked：echo diffID
