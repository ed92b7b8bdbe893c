cd /var/lib/docker/image/overlay2/imagedb/content/sha256
ls | wc -l
sha256sum *
jq .rootfs $(docker image inspect -f '{{.Id}}' layers | cut -d ':' -f 2)
# 回答 files：ls /var/lib/docker/image/overlay2/imagedb/content/sha256 | wc -l
# 回答 sum：sha256sum < /var/lib/docker/image/overlay2/imagedb/content/sha256/$(docker image inspect -f '{{.Id}}' hello-world | cut -d ':' -f 2) | cut -d ' ' -f 1
# 回答 diff-ids：jq '.rootfs.diff_ids | length' /var/lib/docker/image/overlay2/imagedb/content/sha256/$(docker image inspect -f '{{.Id}}' layers | cut -d ':' -f 2)
