docker ps -a
# 回答 container-id：docker ps -aq | head -n 1
# 回答 run-again：echo 创建一个新的容器并启动它
