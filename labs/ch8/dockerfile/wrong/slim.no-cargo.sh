# 应当失败于：检查 2
cd /root/slim
printf 'FROM busybox\nRUN echo 0 > /result\n' > Dockerfile
docker build -t slim:1 .
