# 应当失败于：检查 3
# 回答 keys：ls /var/lib/docker/image/overlay2/layerdb/sha256
# 回答 which-name：echo chainID
# 回答 on-disk：ls /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots | tail -n 1
