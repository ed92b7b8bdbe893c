# 应当失败于：检查 3
# 应当认出：误解 2
# 回答 files：ls /var/lib/docker/image/overlay2/imagedb/content/sha256 | wc -l
# 回答 sum：docker image inspect -f '{{.Id}}' hello-world | cut -d ':' -f 2
# 回答 diff-ids：docker history -q layers | wc -l
