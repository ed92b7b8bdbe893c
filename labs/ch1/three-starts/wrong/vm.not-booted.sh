# 应当失败于：检查 1
# 版本号是对的，可是虚拟机没有启动过。
file /usr/share/matou/guest/vmlinuz
boot-guest -h
echo boot-guest
# 回答 kernel：file -b /usr/share/matou/guest/vmlinuz | sed -n 's/.*version \([^ ]*\).*/\1/p'
