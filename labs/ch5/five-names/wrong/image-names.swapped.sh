# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 image-id：docker image inspect -f '{{index .RepoDigests 0}}' layers | cut -d '@' -f 2
# 回答 manifest：docker image inspect -f '{{.Id}}' layers
