# 应当失败于：检查 2
# 应当认出：误解 1
boot-guest
# 等待：~ #
# 输入：poweroff
uname -r
# 回答 kernel：uname -r
