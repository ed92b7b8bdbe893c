# 应当失败于：检查 2
# 应当认出：误解 2
docker run -d --name small -m 64m --pids-limit 20 busybox sleep 3600
# 回答 meminfo：echo 65536
# 回答 limit：echo 67108864
