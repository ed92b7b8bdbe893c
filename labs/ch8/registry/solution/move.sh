d=$(docker image inspect -f '{{json .RepoDigests}}' localhost:5000/demo:v1 | jq -r '.[]' | grep localhost:5000/demo)
docker tag busybox localhost:5000/demo:v1
docker push localhost:5000/demo:v1
docker rmi -f $(docker image ls -q layers)
docker pull $d
