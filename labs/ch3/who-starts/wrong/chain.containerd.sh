# 应当失败于：检查 4
docker run -d --name cargo busybox sleep 4321
# 回答 parent：echo containerd-shim
# 回答 grandparent：echo containerd
