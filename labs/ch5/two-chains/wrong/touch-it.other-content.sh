# 应当失败于：检查 2
cd /root/dock
echo 散货 > cargo.txt
printf 'FROM busybox\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build -t on-later .
