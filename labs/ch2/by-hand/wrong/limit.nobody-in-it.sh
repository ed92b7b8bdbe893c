# 应当失败于：检查 1
# 应当认出：误解 1
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then cg=/sys/fs/cgroup/box; else cg=/sys/fs/cgroup/pids/box; fi
mkdir $cg
echo 8 > $cg/pids.max
nsenter -t $pid --mount --pid --root sh -c 'for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & done; wait'
