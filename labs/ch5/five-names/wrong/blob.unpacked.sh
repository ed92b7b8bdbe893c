# 应当失败于：检查 3
# 应当认出：误解 3
# 存的是解压以后的 tar，只是名字叫 .gz。
cd /root
curl -s http://registry.matou:5000/v2/library/layers/blobs/$(jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers | cut -d ':' -f 2)) | gzip -d > layer.tar.gz
# 回答 blob-digest：jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers | cut -d ':' -f 2)
# 回答 unpacked：echo diffID
