# 应当失败于：检查 2
# 回答 blob-digest：jq -r '.[0].Digest' /var/lib/docker/image/overlay2/distribution/v2metadata-by-diffid/sha256/$(docker image inspect -f '{{index .RootFS.Layers 1}}' layers | cut -d ':' -f 2)
# 回答 unpacked：echo diffID
