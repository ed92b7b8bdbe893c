docker tag hello-world harbor:v1
docker images
# 回答 busybox-changed：echo 没有变，只是少了一个名字
