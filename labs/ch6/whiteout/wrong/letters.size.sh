# 应当失败于：检查 3
# 回答 passwd：echo C
# 回答 issue：echo D
# 回答 device：echo 0
