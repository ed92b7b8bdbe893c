lxc-attach -n box -- touch /root/made-in-lxc
lxc-attach -n box -- ps
# 回答 first：cat /proc/$(lxc-info -n box -pH)/comm
