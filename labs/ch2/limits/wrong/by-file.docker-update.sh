# 应当失败于：检查 2
# 应当认出：误解 1
docker update --memory 96m --memory-swap 192m small
