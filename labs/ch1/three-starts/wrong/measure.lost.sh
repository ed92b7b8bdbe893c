# 应当失败于：检查 2
# 测量的容器有过，结果却没有留下。
docker run --rm --name measured busybox true
# 回答 ratio：echo 60
