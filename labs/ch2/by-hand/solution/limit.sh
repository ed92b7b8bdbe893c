if [ -f /sys/fs/cgroup/cgroup.controllers ]; then cg=/sys/fs/cgroup/box; else cg=/sys/fs/cgroup/pids/box; fi
mkdir $cg
echo 8 > $cg/pids.max
echo $pid > $cg/cgroup.procs
(echo $BASHPID > $cg/cgroup.procs; for i in 1 2 3 4 5 6 7 8 9; do sleep 1 & done; wait)
cat $cg/pids.events
