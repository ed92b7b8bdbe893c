# 应当失败于：检查 2
docker restart depot
