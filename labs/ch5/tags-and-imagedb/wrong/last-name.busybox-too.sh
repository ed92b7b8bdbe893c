# 应当失败于：检查 4
docker rmi -f hello-world harbor:v1 busybox
