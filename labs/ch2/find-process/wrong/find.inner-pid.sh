# 应当失败于：检查 1
# 应当认出：误解 1
docker exec sleeper ps
# 回答 pid：echo 1
# 回答 parent：echo containerd-shim
# 回答 inner：echo 1
