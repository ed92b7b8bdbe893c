# 应当失败于：检查 2
# 应当认出：误解 1
docker run -d --name depot -p 5000:5000 registry:2
docker tag hello-world hello:1
