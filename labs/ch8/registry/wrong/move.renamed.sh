# 应当失败于：检查 4
# 只是去掉了一个名字，内容一直在本机。
docker tag busybox localhost:5000/demo:v1
docker push localhost:5000/demo:v1
docker rmi layers
