kill -9 $pid
docker ps -a
