# 应当失败于：检查 1
# 应当认出：误解 3
umask 077
head -c 18 /dev/urandom | base64 > db-password
umask 022
docker run -d --name db -p 3307:3306 -v dbdata:/var/lib/mysql -v /root/db-password:/run/secrets/db:ro -e MARIADB_ROOT_PASSWORD_FILE=/run/secrets/db mariadb
