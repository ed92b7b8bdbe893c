# 应当失败于：检查 2
docker stop db
docker cp db:/etc/mysql/my.cnf .
docker start db
docker rename db harbor-db
