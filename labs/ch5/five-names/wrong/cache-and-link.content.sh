# 应当失败于：检查 3
# 应当认出：误解 2
# 回答 cache-id：cd /var/lib/docker/image/overlay2/layerdb/sha256; d=$(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' layers) */diff)); cat $d/cache-id
# 回答 link：cd /var/lib/docker/image/overlay2/layerdb/sha256; d=$(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' layers) */diff)); cat /var/lib/docker/overlay2/$(cat $d/cache-id)/link
# 回答 hashes：echo diffID
