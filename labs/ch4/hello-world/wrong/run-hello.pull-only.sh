# 应当失败于：检查 1
# 应当认出：误解 3
docker pull hello-world
