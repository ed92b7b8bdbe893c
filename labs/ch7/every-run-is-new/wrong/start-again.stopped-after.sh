# 应当失败于：检查 2
docker start first
docker exec first greet
docker kill first
