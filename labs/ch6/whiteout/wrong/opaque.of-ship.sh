# 应当失败于：检查 1
# 回答 directory：echo /etc/apt
