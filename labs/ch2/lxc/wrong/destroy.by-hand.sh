# 应当失败于：检查 1
# 把目录删掉，容器还在运行。
rm -rf /var/lib/lxc/box
