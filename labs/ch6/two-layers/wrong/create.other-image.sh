# 应当失败于：检查 1
docker create --name box busybox sleep 3600
