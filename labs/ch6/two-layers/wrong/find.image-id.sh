# 应当失败于：检查 2
# 应当认出：误解 3
# 回答 mount：cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)/mount-id
# 回答 parent：docker inspect -f '{{.Image}}' box
