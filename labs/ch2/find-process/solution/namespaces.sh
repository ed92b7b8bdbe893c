for n in cgroup ipc mnt net pid time user uts; do echo $n $(readlink /proc/1/ns/$n) $(readlink /proc/$pid/ns/$n); done
# 回答 shared：for n in cgroup ipc mnt net pid time user uts; do [ $(readlink /proc/1/ns/$n) = $(readlink /proc/$(pgrep -x sleep)/ns/$n) ] && echo $n; done
