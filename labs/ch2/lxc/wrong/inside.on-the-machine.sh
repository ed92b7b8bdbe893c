# 应当失败于：检查 1
touch /root/made-in-lxc
# 回答 first：echo init
