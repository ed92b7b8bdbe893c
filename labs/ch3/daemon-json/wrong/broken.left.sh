# 应当失败于：检查 2
echo '{ "registry-mirrors": ["http://registry.matou:5000"], }' > /etc/docker/daemon.json
dockerd --validate
