# 应当失败于：检查 1
docker tag busybox on-busybox
docker tag hello-world on-hello
