# 应当失败于：检查 2
# 回答 passwd：echo C
# 回答 issue：echo C
# 回答 device：echo 0,0
