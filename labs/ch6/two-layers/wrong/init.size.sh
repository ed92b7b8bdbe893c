# 应当失败于：检查 2
# 回答 files：printf '/.dockerenv\n/dev/console\n/etc/hostname\n/etc/hosts\n/etc/resolv.conf\n'
# 回答 size：echo 174
