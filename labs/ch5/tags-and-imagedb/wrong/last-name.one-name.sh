# 应当失败于：检查 2
# 应当认出：误解 1
docker rmi hello-world
