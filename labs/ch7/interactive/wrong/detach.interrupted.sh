# 应当失败于：检查 1
# 应当认出：误解 3
docker attach --no-stdin dit
# 等待：root@[0-9a-f]{12}
# 按键：Ctrl-C
