# 应当失败于：检查 1
printf 'FROM hello-world\nLABEL a=1\n' | docker build -t cargo -
printf 'FROM hello-world\nLABEL a=2\n' | docker build -t cargo -
