# 应当失败于：检查 3
docker run -d --name depot -p 5000:5000 registry:2
docker tag hello-world localhost:5000/hello:1
