# 应当失败于：检查 1
# 应当认出：误解 3
docker run --rm hello-world
