# 应当失败于：检查 4
cd /root
curl -s -o layer.tar.gz http://registry.matou:5000/v2/library/layers/blobs/$(jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers | cut -d ':' -f 2))
# 回答 blob-digest：jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers | cut -d ':' -f 2)
# 回答 unpacked：echo blob 摘要
