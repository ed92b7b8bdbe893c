# 应当失败于：检查 1
docker run -d --name cargo busybox true
