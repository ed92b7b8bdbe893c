# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name db2 -p 127.0.0.1:3308:3306 busybox sleep 600
# 回答 rc：echo 0
