lxc-cgroup -n box pids.max 20
lxc-cgroup -n box pids.max
