# 应当失败于：检查 2
# 应当认出：误解 3
# 回答 links-size：cat $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 2}}' layers) /var/lib/docker/image/overlay2/layerdb/sha256/*/diff))/size
# 回答 hard-link：echo 一次也没有，因为内容在下面一层
# 回答 symlink：cd /var/lib/docker/image/overlay2/layerdb/sha256; cd $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 2}}' layers) */diff)); echo $(( $(cat size) - $(stat -c %s /var/lib/docker/overlay2/$(cat cache-id)/diff/harbor/inspection.txt) ))
