# 应当失败于：检查 3
# 五个值都对，是从目录里抄来的，最底层却写在了最后。
bottom=$(docker image inspect -f '{{index .RootFS.Layers 0}}' layers)
ls /var/lib/docker/image/overlay2/layerdb/sha256 | grep -v ${bottom#*:} > chain.txt
echo ${bottom#*:} >> chain.txt
