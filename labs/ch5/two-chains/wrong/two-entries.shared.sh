# 应当失败于：检查 2
# 应当认出：误解 2
# 回答 chains：cd /var/lib/docker/image/overlay2/layerdb/sha256; dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' on-busybox) */diff)
# 回答 copies：echo 一份，两层共用
