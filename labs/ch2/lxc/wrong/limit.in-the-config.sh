# 应当失败于：检查 1
# 应当认出：误解 1
echo 'lxc.cgroup2.pids.max = 20' >> /var/lib/lxc/box/config
