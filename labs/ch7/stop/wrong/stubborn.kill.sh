# 应当失败于：检查 1
# 应当认出：误解 2
docker run -d --name stubborn busybox sleep 3600
docker kill stubborn
