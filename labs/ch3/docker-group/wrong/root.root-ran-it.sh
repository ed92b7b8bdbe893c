# 应当失败于：检查 3
docker run --rm -v /:/host busybox sh -c "echo dev > /host/etc/marker"
