# 应当失败于：检查 1
# 应当认出：误解 1
docker cp db:/etc/mysql/my.cnf .
docker restart db
docker rename db harbor-db
