# 应当失败于：检查 2
docker run -itd --name db -p 127.0.0.1:3307:3306 -v dbdata:/var/lib/mysql -e MYSQL_ROOT_PASSWORD=123456 mariadb
