docker rm harbor-db
docker rm -f harbor-db
docker rm db2
docker volume ls
