# 应当失败于：检查 3
# 应当认出：误解 1
# 以为 only-t 卡死了，把它杀了。
docker run --name none debian bash
docker run -i --name only-i debian bash
# 等待：only-i debian bash
# 输入：hostname
# 等待：[0-9a-f]{12}
# 按键：Ctrl-D
docker run -t --sig-proxy=false --name only-t debian bash
# 等待：root@
# 按键：Ctrl-C
docker run -it --name it debian bash
# 等待：root@
# 输入：exit
docker kill only-t
