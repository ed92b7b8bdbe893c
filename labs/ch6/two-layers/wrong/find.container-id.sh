# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 mount：docker inspect -f '{{.Id}}' box
