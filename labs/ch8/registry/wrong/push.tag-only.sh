# 应当失败于：检查 1
docker tag layers localhost:5000/demo:v1
