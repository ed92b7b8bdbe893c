# 应当失败于：检查 5
docker run -d --name cargo busybox sleep 4321
# 回答 parent：echo containerd-shim
# 回答 grandparent：echo systemd
# 回答 runc：echo 有
