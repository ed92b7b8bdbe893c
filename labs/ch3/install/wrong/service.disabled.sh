# 应当失败于：检查 1
systemctl disable docker
