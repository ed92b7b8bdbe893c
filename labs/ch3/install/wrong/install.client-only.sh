# 应当失败于：检查 1
# 应当认出：误解 2
# 只装了客户端。
apt-get update
apt-get install -y docker-cli
docker version
