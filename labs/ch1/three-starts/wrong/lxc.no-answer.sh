# 应当失败于：检查 2
lxc-create -n lxc-box -t busybox
lxc-start -n lxc-box
