docker rmi hello-world
docker rmi harbor:v1
