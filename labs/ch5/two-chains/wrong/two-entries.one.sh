# 应当失败于：检查 1
# 回答 chains：cd /var/lib/docker/image/overlay2/layerdb/sha256; dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' on-busybox) */diff) | head -n 1
# 回答 copies：echo 两份，各在自己的目录里
