# 应当失败于：检查 2
# 应当认出：误解 1
docker stop depot
docker rmi localhost:5000/hello:1
docker pull localhost:5000/hello:1
