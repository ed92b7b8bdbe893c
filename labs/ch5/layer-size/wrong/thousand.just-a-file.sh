# 应当失败于：检查 3
printf '%s\n' 'FROM busybox' 'RUN head -c 1000 /dev/zero > /box && rm /bin/arch' | docker build -t sized -
