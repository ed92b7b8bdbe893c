docker attach dit
# 等待：attach dit
# 按键：Enter
# 等待：root@[0-9a-f]{12}
# 按键：Ctrl-P Ctrl-Q
docker ps
