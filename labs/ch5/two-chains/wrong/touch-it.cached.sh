# 应当失败于：检查 3
# 应当认出：误解 1
cd /root/dock
touch cargo.txt
printf 'FROM busybox\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build -t on-later .
