# 应当失败于：检查 1
# 数的是 layerdb 里的层。
# 回答 files：ls /var/lib/docker/image/overlay2/layerdb/sha256 | wc -l
# 回答 sum：docker image inspect -f '{{.Id}}' hello-world | cut -d ':' -f 2
# 回答 diff-ids：echo 5
