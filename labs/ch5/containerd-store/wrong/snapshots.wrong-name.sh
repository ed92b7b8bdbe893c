# 应当失败于：检查 2
# 应当认出：误解 2
# 回答 keys：ctr -n moby snapshots --snapshotter overlayfs ls | awk '/^sha256:/ {print $1}'
# 回答 which-name：echo diffID
# 回答 on-disk：ls -d /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/*/fs/etc/debian_version | cut -d / -f 7
