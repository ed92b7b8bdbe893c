# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name db -p 127.0.0.1:3306:3307 -v dbdata:/var/lib/mysql -e MARIADB_ROOT_PASSWORD=123456 mariadb
