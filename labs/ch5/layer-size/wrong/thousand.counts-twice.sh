# 应当失败于：检查 4
# 应当认出：误解 1
printf '%s\n' 'FROM busybox' 'RUN head -c 500 /dev/zero > /box && ln /box /twin && rm /bin/arch' | docker build -t sized -
