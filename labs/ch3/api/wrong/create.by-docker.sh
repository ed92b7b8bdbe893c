# 应当失败于：检查 2
docker create --name via-api --label by=curl busybox echo hello
