boot-guest
# 等待：~ #
# 输入：uname -r
# 等待：~ #
# 输入：poweroff
# 回答 kernel：file -b /usr/share/matou/guest/vmlinuz | sed -n 's/.*version \([^ ]*\).*/\1/p'
