# 应当失败于：检查 2
docker tag busybox localhost:5000/demo:v1
docker push localhost:5000/demo:v1
