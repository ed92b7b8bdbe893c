cat > /etc/docker/daemon.json <<'EOF'
{
  "registry-mirrors": ["http://registry.matou:5000"],
  "storage-driver": "overlay2"
}
EOF
systemctl restart docker
docker images
ctr -n moby images ls -q
# 回答 how-many：echo 两份，两种存储各一份
