# 应当失败于：检查 2
lxc-create -n box -t busybox
# 回答 rootfs：echo /var/lib/lxc/box
