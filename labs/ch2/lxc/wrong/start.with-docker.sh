# 应当失败于：检查 1
# 应当认出：误解 1
docker start box
# 回答 docker-ps：echo 0
