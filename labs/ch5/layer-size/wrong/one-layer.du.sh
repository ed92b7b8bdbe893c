# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 links-size：db=/var/lib/docker/image/overlay2/layerdb/sha256; d=$(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 2}}' layers) $db/*/diff)); du -sb /var/lib/docker/overlay2/$(cat $d/cache-id)/diff | cut -f 1
# 回答 hard-link：echo 一次
# 回答 symlink：cd /var/lib/docker/image/overlay2/layerdb/sha256; cd $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 2}}' layers) */diff)); echo $(( $(cat size) - $(stat -c %s /var/lib/docker/overlay2/$(cat cache-id)/diff/harbor/inspection.txt) ))
