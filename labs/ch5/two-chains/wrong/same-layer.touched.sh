# 应当失败于：检查 4
# 应当认出：误解 2
mkdir -p /root/dock; cd /root/dock; echo 集装箱 > cargo.txt
touch -d 2020-01-01 cargo.txt
printf 'FROM busybox\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build -t on-busybox .
touch -d 2021-01-01 cargo.txt
printf 'FROM hello-world\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build --no-cache -t on-hello .
