u=/var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' wreck)/mount-id)/diff
docker diff wreck
getfattr -R -h --absolute-names -d -m overlay $u
# 回答 directory：u=/var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' wreck)/mount-id)/diff; for d in $u/etc/*/; do [ "$(getfattr -h --absolute-names --only-values -n user.overlay.opaque $d 2>/dev/null)" = y ] && echo /etc/$(basename $d); done
