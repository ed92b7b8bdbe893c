# 应当失败于：检查 1
# 应当认出：误解 1
docker tag busybox localhost:5000/demo:v2
docker push localhost:5000/demo:v2
