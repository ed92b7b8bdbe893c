# 应当失败于：检查 1
# 应当认出：误解 2
echo '{ "storage-driver": "overlay2", "registry-mirrors": ["registry.matou:5000"] }' > /etc/docker/daemon.json
systemctl reload docker
