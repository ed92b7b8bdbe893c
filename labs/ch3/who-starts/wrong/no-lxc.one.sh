# 应当失败于：检查 2
ldd $(command -v runc)
# 回答 lxc：echo 1
