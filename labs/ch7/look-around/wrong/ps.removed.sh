# 应当失败于：检查 2
docker run -d --name web -p 127.0.0.1:8080:80 nginx
docker run --rm hello-world
