for p in dockerd containerd containerd-shim-runc-v2 runc; do ldd $(command -v $p); done | grep -c lxc
# 回答 lxc：echo 0
