# 应当失败于：检查 1
# 应当认出：误解 1
cd /root/greet
printf 'FROM busybox\nCOPY greet.sh /greet.sh\nCMD /greet.sh\n' > Dockerfile
docker build -t greet:1 .
