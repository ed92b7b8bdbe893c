# 应当失败于：检查 1
# 应当认出：误解 1
docker tag busybox hello-world
# 回答 busybox-changed：echo 没有变，只是少了一个名字
