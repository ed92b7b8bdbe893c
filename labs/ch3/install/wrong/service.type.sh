# 应当失败于：检查 3
# 回答 enabled：echo 会
# 回答 type：echo simple
