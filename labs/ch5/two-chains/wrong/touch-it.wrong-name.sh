# 应当失败于：检查 1
cd /root/dock
touch cargo.txt
docker build --no-cache -t on-busybox .
