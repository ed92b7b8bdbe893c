# 应当失败于：检查 1
docker start depot
docker run --rm localhost:5000/hello:1
