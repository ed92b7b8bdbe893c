# 应当失败于：检查 3
printf '{"registry-mirrors": ["http://registry.matou:5000"], "storage-driver": "overlay2"}\n' > /etc/docker/daemon.json
systemctl restart docker
docker rmi layers
# 回答 how-many：echo 两份，两种存储各一份
