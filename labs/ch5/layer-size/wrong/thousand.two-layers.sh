# 应当失败于：检查 2
printf '%s\n' 'FROM busybox' 'RUN head -c 1000 /dev/zero > /box && ln /box /twin' 'RUN rm /bin/arch' | docker build -t sized -
