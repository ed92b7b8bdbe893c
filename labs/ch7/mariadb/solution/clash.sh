docker run -d --name db2 -p 127.0.0.1:3307:3306 busybox sleep 600
echo $?
docker ps -a
# 回答 rc：echo 125
