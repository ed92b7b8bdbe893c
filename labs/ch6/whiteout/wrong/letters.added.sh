# 应当失败于：检查 1
# 回答 passwd：echo A
# 回答 issue：echo D
# 回答 device：echo 0,0
