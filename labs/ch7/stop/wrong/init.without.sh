# 应当失败于：检查 1
# 应当认出：误解 1
# 没有 --init，sleep 又是 1 号进程，只好等到超时。
docker run -d --name inited busybox sleep 3600
docker stop -t 1 inited
