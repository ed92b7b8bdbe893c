# 应当失败于：检查 1
# 应当认出：误解 2
# 回答 mount：cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' box)/init-id
