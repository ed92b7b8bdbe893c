# 应当失败于：检查 3
docker stop depot
echo docker pull localhost:5000/hello:1; false
