# 应当失败于：检查 3
# 按标签拉取，取回来的是改指以后的。
docker tag busybox localhost:5000/demo:v1
docker push localhost:5000/demo:v1
docker rmi -f $(docker image ls -q layers)
docker pull localhost:5000/demo:v1
