docker stop db
docker cp db:/etc/mysql/my.cnf .
docker restart db
docker rename db harbor-db
docker ps
