# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 directory：u=/var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' wreck)/mount-id)/diff; for d in skel default; do [ "$(getfattr -h --absolute-names --only-values -n user.overlay.opaque $u/etc/$d 2>/dev/null)" = y ] || { echo /etc/$d; break; }; done
