# 应当失败于：检查 2
# 应当认出：误解 3
printf '{"features": {"containerd-snapshotter": true}}\n' > /etc/docker/daemon.json
systemctl reload docker
