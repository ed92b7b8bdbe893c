docker run -d --name web -p 127.0.0.1:8080:80 nginx
docker run hello-world
docker ps --no-trunc
# 回答 hello-in-ps：echo '看不到，要加 -a'
# 回答 command：docker ps --no-trunc --format '{{.Command}}'
