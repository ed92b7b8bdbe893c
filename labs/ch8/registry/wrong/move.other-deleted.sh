# 应当失败于：检查 4
# 真正删除的是别的镜像；原来的只去掉了名字。
docker tag busybox localhost:5000/demo:v1
d=$(docker image inspect -f '{{json .RepoDigests}}' layers | jq -r '.[]' | grep localhost:5000/demo)
docker push localhost:5000/demo:v1
docker rmi layers
docker pull hello-world
docker rmi hello-world
docker pull $d
