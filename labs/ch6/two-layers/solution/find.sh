cd /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)
head -v *
ls /var/lib/docker/overlay2/$(cat mount-id)
# 回答 mount：cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)/mount-id
# 回答 parent：cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)/parent
# 回答 merged：echo 没有
