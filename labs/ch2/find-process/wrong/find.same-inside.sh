# 应当失败于：检查 3
# 回答 pid：docker inspect -f '{{.State.Pid}}' sleeper
# 回答 parent：echo containerd-shim-runc-v2
# 回答 inner：docker inspect -f '{{.State.Pid}}' sleeper
