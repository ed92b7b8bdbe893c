# 应当失败于：检查 2
# 应当认出：误解 2
# 回答 image-id：docker image inspect -f '{{.Id}}' layers
# 回答 manifest：docker image inspect -f '{{.Id}}' layers
