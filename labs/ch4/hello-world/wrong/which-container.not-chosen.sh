# 应当失败于：检查 2
# 回答 container-id：docker ps -aq | head -n 1
