# 应当失败于：检查 3
# 应当认出：误解 1
docker run -d --name cargo busybox sleep 4321
# 回答 parent：echo dockerd
