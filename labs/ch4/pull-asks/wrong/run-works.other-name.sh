# 应当失败于：检查 2
docker run --rm hello-world
