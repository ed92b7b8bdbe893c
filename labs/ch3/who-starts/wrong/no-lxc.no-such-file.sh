# 应当失败于：检查 1
# 只写名字，ldd 在当前目录里找不到它们；grep 数出来的 0 什么也没有证明。
ldd dockerd runc | grep -c lxc
# 回答 lxc：echo 0
