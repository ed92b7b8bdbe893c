# 应当失败于：检查 1
# 应当认出：误解 1
printf '{"features": {"containerd-snapshotter": true},}\n' > /etc/docker/daemon.json
