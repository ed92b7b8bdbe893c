# 应当失败于：检查 1
docker tag busybox on-hello
