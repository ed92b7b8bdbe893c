# 应当失败于：检查 3
# 回答 group：echo docker
# 回答 members：echo 1
