umask 077
head -c 18 /dev/urandom | base64 > db-password
umask 022
docker run -d --name db -p 127.0.0.1:3307:3306 -v dbdata:/var/lib/mysql -v /root/db-password:/run/secrets/db:ro -e MARIADB_ROOT_PASSWORD_FILE=/run/secrets/db mariadb
