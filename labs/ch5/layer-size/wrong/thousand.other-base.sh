# 应当失败于：检查 1
printf '%s\n' 'FROM layers' 'RUN head -c 1000 /dev/zero > /box && ln /box /twin && rm /harbor/plan.txt' | docker build -t sized -
