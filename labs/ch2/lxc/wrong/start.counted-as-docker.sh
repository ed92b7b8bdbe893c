# 应当失败于：检查 2
# 以为 docker ps 会列出它。
lxc-start -n box
# 回答 docker-ps：echo 1
