# 应当失败于：检查 4
printf '{"registry-mirrors": ["http://registry.matou:5000"], "storage-driver": "overlay2"}\n' > /etc/docker/daemon.json
systemctl restart docker
# 回答 how-many：echo 一份，两种存储共用
