# 应当失败于：检查 2
# 应当认出：误解 3
# 回答 container-id：docker ps -aq | head -n 1
# 回答 run-again：echo 把原来的容器再启动一次
