# 应当失败于：检查 3
apt-get update
apt-get install -y docker.io
docker --version
