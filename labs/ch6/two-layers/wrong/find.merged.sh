# 应当失败于：检查 3
# 回答 mount：cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)/mount-id
# 回答 parent：cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)/parent
# 回答 merged：echo 有
