# 应当失败于：检查 2
# 应当认出：误解 1
mkdir -p /root/dock; cd /root/dock; echo 集装箱 > cargo.txt
printf 'FROM busybox\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build -t on-busybox -t on-hello .
