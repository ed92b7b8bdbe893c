docker run -d --name killed busybox sleep 3600
docker kill killed
