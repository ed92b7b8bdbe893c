# 应当失败于：检查 2
docker run -d --init --name inited busybox sleep 3600
docker kill inited
docker start inited
docker stop inited
