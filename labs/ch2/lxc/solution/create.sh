lxc-create -n box -t busybox
cat /var/lib/lxc/box/config
# 回答 rootfs：sed -n 's/^lxc.rootfs.path = dir://p' /var/lib/lxc/box/config
