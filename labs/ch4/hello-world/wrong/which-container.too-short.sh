# 应当失败于：检查 1
# 回答 container-id：docker ps -aq | head -n 1 | cut -c 1-3
# 回答 run-again：echo 创建一个新的容器并启动它
