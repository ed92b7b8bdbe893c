# 应当失败于：检查 2
docker rm -f harbor-db db2
docker volume rm dbdata
