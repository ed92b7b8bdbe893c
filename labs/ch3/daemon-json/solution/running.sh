docker run -d --name witness busybox sleep 3600
systemctl show -p MainPID docker
# 回答 pid：pgrep -x dockerd
