# 应当失败于：检查 2
# 回答 group：echo root
# 回答 members：echo 0
