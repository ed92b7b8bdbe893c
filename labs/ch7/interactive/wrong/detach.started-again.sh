# 应当失败于：检查 1
# 应当认出：误解 2
# 退出码也是 1，容器也在运行，可是主进程换过了，就在同一秒里。
docker attach dit
# 等待：attach dit
# 按键：Enter
# 等待：root@[0-9a-f]{12}
# 输入：exit 1
docker start dit
