# 应当失败于：检查 1
umount -l /run/box/root
