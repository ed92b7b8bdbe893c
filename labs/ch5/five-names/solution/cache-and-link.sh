cd /var/lib/docker/image/overlay2/layerdb/sha256
cd $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' layers) */diff))
cat cache-id; echo
cat /var/lib/docker/overlay2/$(cat cache-id)/link; echo
# 回答 cache-id：cd /var/lib/docker/image/overlay2/layerdb/sha256; cat $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' layers) */diff))/cache-id
# 回答 link：cd /var/lib/docker/image/overlay2/layerdb/sha256; cat /var/lib/docker/overlay2/$(cat $(dirname $(grep -l $(docker image inspect -f '{{index .RootFS.Layers 1}}' layers) */diff))/cache-id)/link
# 回答 hashes：echo cache-id
