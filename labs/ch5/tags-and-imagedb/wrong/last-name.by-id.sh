# 应当失败于：检查 1
# 应当认出：误解 2
docker rmi $(docker images -q hello-world)
