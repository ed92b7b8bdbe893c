docker run -d --name stubborn busybox sleep 3600
docker stop -t 2 stubborn
