# 应当失败于：检查 2
# 应当认出：误解 1
docker pull layers
# 回答 new-id：ls /var/lib/docker/image/overlay2/imagedb/content/sha256
# 回答 hash-of：echo 清单（manifest）
