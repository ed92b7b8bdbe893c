# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 container-id：docker images -q hello-world
# 回答 run-again：echo 创建一个新的容器并启动它
