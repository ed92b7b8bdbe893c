# 应当失败于：检查 2
docker tag busybox harbor:v1
# 回答 new-files：echo 1
