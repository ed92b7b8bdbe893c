# 应当失败于：检查 3
docker tag hello-world harbor:v1
# 回答 busybox-changed：echo 被删掉了
