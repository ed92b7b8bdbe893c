# 应当失败于：检查 1
docker exec small sh -c 'for i in $(seq 10); do sleep 60 & done'
