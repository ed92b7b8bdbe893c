mkdir -p /root/dock
cd /root/dock
echo 集装箱 > cargo.txt
printf 'FROM busybox\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build -t on-busybox .
printf 'FROM hello-world\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build -t on-hello .
