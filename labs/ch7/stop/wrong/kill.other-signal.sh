# 应当失败于：检查 1
# 应当认出：误解 1
# 1 号进程没有登记 TERM，内核把它丢掉了。
docker run -d --name killed busybox sleep 3600
docker kill -s TERM killed
