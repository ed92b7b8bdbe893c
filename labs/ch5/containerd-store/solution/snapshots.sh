ctr -n moby snapshots --snapshotter overlayfs ls
ls /var/lib/docker/image/overlay2/layerdb/sha256
ls -d /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/*/fs/etc/debian_version
# 回答 keys：ctr -n moby snapshots --snapshotter overlayfs ls | awk '/^sha256:/ {print $1}'
# 回答 which-name：echo chainID
# 回答 on-disk：ls -d /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/*/fs/etc/debian_version | cut -d / -f 7
