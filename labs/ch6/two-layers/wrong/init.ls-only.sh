# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 files：printf '/etc/hosts\n/etc/hostname\n/etc/resolv.conf\n'
# 回答 size：echo 0
