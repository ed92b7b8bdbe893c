# 应当失败于：检查 2
# 回答 enabled：echo 不会
# 回答 type：echo notify
