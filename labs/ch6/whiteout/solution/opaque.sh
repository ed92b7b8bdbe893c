u=/var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' wreck)/mount-id)/diff
docker diff wreck
getfattr -R -h --absolute-names -d -m overlay $u
# 回答 directory：cd /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' wreck)/mount-id)/diff && find etc -type d | while read -r d; do [ "$(getfattr --only-values -n user.overlay.opaque $d 2>/dev/null)" = y ] && echo /$d; done
