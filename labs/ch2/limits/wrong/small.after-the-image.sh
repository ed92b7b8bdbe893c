# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name small busybox sleep 3600 -m 64m --pids-limit 20
