# 应当失败于：检查 1
# 漏了最底层。
# 回答 sum：db=/var/lib/docker/image/overlay2/layerdb/sha256; for d in $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers); do cat $(dirname $(grep -l $d $db/*/diff))/size; echo; done | tail -n +2 | awk '{s += $1} END {print s}'
# 回答 two-images：echo sized 的 SIZE
