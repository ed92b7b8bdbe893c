# 应当失败于：检查 1
# 回答 new-id：ls /var/lib/docker/image/overlay2/imagedb/content/sha256
# 回答 hash-of：echo 清单（manifest）
