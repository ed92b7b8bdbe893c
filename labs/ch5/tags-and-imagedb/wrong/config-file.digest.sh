# 应当失败于：检查 2
# 应当认出：误解 1
# 回答 files：ls /var/lib/docker/image/overlay2/imagedb/content/sha256 | wc -l
# 回答 sum：docker image inspect -f '{{index .RepoDigests 0}}' hello-world | cut -d ':' -f 2
# 回答 diff-ids：echo 5
