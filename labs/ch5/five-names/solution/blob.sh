cd /root
diff=$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers)
blob=$(jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/${diff#*:})
curl -s -o layer.tar.gz http://registry.matou:5000/v2/library/layers/blobs/$blob
sha256sum layer.tar.gz
gzip -dc layer.tar.gz | sha256sum
# 回答 blob-digest：sha256sum < /root/layer.tar.gz | cut -d ' ' -f 1
# 回答 unpacked：echo diffID
