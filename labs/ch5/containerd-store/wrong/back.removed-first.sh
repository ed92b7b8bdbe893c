# 应当失败于：检查 2
docker rmi layers
printf '{"registry-mirrors": ["http://registry.matou:5000"], "storage-driver": "overlay2"}\n' > /etc/docker/daemon.json
systemctl restart docker
# 回答 how-many：echo 两份，两种存储各一份
