# 应当失败于：检查 2
docker run -d --name killed busybox sleep 3600
docker stop -t 1 killed
