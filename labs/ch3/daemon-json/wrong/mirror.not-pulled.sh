# 应当失败于：检查 4
echo '{ "storage-driver": "overlay2", "registry-mirrors": ["http://registry.matou:5000"] }' > /etc/docker/daemon.json
systemctl reload docker
