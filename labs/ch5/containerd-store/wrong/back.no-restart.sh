# 应当失败于：检查 1
# 应当认出：误解 1
printf '{"registry-mirrors": ["http://registry.matou:5000"], "storage-driver": "overlay2"}\n' > /etc/docker/daemon.json
# 回答 how-many：echo 两份，两种存储各一份
