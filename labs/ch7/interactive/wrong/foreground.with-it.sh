# 应当失败于：检查 1
# 为了敲得进字，都加上了 -it。
docker run --name none debian bash
docker run -it --name only-i debian bash
# 等待：root@
# 输入：exit
docker run -it --name only-t debian bash
# 等待：root@
# 按键：Ctrl-P Ctrl-Q
docker run -it --name it debian bash
# 等待：root@
# 输入：exit
