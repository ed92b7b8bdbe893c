# 应当失败于：检查 2
docker run -d --name witness busybox sleep 3600
# 回答 pid：pgrep -x containerd
