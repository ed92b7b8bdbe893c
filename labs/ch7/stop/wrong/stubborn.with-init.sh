# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --init --name stubborn busybox sleep 3600
docker stop -t 2 stubborn
