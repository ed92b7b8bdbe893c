# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name greedy -m 64m busybox sleep 3600
docker kill greedy
