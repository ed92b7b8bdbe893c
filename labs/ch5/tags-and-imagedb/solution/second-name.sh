docker tag busybox harbor:v1
ls /var/lib/docker/image/overlay2/imagedb/content/sha256
jq . /var/lib/docker/image/overlay2/repositories.json
# 回答 new-files：echo 0
