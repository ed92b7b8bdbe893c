# 应当失败于：检查 1
# 应当认出：误解 2
docker run -d --name web -p 8080:80 nginx
docker run hello-world
