# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 keys：docker image inspect -f '{{range .RootFS.Layers}}{{println .}}{{end}}' layers
# 回答 which-name：echo chainID
# 回答 on-disk：ls -d /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/*/fs/etc/debian_version | cut -d / -f 7
