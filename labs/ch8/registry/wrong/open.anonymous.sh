# 应当失败于：检查 2
docker run -d --name depot -p 127.0.0.1:5000:5000 registry:2
