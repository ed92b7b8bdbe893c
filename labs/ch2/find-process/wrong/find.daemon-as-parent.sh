# 应当失败于：检查 2
# 以为容器是 dockerd 的子进程。
# 回答 pid：docker inspect -f '{{.State.Pid}}' sleeper
# 回答 parent：echo dockerd
# 回答 inner：echo 1
