diff=$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers)
echo $diff
cd /var/lib/docker/image/overlay2/layerdb/sha256
grep -l $diff */diff
# 回答 diff-id：docker image inspect -f '{{index .RootFS.Layers 1}}' layers
# 回答 chain-id：cd /var/lib/docker/image/overlay2/layerdb/sha256; dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' layers) */diff)
