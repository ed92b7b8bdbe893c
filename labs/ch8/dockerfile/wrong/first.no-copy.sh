# 应当失败于：检查 2
cd /root/greet
printf 'FROM busybox\nRUN echo hello > /hello\nCMD ["/greet.sh"]\n' > Dockerfile
docker build -t greet:1 .
