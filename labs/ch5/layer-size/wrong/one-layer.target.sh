# 应当失败于：检查 3
# 应当认出：误解 4
# 回答 links-size：cat $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 2}}' layers) /var/lib/docker/image/overlay2/layerdb/sha256/*/diff))/size
# 回答 hard-link：echo 一次
# 回答 symlink：printf plan.txt | wc -c
