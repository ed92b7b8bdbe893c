docker run -d --name docker-box busybox sleep 3600
docker exec docker-box uname -r
# 回答 kernel：docker exec docker-box uname -r
