docker run -d --init --name inited busybox sleep 3600
docker stop inited
