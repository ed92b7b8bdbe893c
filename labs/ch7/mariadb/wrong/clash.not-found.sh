# 应当失败于：检查 2
docker run -d --name db2 -p 127.0.0.1:3307:3306 busybox sleep 600
# 回答 rc：echo 1
