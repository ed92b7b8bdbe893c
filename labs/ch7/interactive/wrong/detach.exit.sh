# 应当失败于：检查 1
# 应当认出：误解 1
docker attach dit
# 等待：attach dit
# 按键：Enter
# 等待：root@[0-9a-f]{12}
# 输入：exit
