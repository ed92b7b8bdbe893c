# 应当失败于：检查 3
# 应当认出：误解 2
printf '{"storage-driver": "overlay2", "features": {"containerd-snapshotter": true}}\n' > /etc/docker/daemon.json
systemctl restart docker
