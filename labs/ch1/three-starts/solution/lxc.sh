lxc-create -n lxc-box -t busybox
lxc-start -n lxc-box
lxc-attach -n lxc-box -- uname -r
# 回答 kernel：lxc-attach -n lxc-box -- uname -r
