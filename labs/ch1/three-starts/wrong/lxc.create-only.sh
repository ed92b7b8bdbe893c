# 应当失败于：检查 1
# 应当认出：误解 1
lxc-create -n lxc-box -t busybox
