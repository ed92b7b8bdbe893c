# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name web -p 127.0.0.1:80:8080 nginx
docker run hello-world
