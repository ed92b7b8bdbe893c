cd /var/lib/docker/image/overlay2/layerdb/sha256
for d in $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers); do cat $(dirname $(grep -l $d */diff))/size; echo; done
docker image inspect -f '{{.Size}}' layers
# 回答 sum：cd /var/lib/docker/image/overlay2/layerdb/sha256; for d in $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers); do cat $(dirname $(grep -l $d */diff))/size; echo; done | awk '{s += $1} END {print s}'
# 回答 two-images：echo sized 的 SIZE
