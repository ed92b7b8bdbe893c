# 应当失败于：检查 2
docker rmi harbor:v1 busybox
docker tag hello-world harbor:v1
# 回答 busybox-changed：echo 没有变，只是少了一个名字
