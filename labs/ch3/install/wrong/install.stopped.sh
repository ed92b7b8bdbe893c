# 应当失败于：检查 2
apt-get update
apt-get install -y docker.io
systemctl stop docker.socket docker
