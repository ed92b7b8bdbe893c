docker stop db
docker rm db
docker run -d --name db -p 127.0.0.1:3307:3306 -v dbdata:/var/lib/mysql -v /root/db-password:/run/secrets/db:ro -e MARIADB_ROOT_PASSWORD_FILE=/run/secrets/db mariadb
until ./sql 'select name from harbor.ships' 2>/dev/null; do sleep 1; done
