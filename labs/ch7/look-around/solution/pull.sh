docker image pull library/hello-world
docker image ls
# 回答 full-name：docker pull -q hello-world
# 回答 image-id：docker images -q hello-world
