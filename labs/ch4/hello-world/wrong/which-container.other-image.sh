# 应当失败于：检查 1
docker run busybox true
# 回答 container-id：docker ps -lq
# 回答 run-again：echo 创建一个新的容器并启动它
