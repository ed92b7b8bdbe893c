# 应当失败于：检查 1
# 应当认出：误解 2
# 没有给口令，镜像的入口程序说明原因就退出了。
docker run -d --name db -p 127.0.0.1:3307:3306 -v dbdata:/var/lib/mysql mariadb
docker wait db
