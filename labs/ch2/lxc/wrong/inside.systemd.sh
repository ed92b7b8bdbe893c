# 应当失败于：检查 2
# 答的是实验机的 1 号进程。
lxc-attach -n box -- touch /root/made-in-lxc
# 回答 first：cat /proc/1/comm
