# 应当失败于：检查 3
# 只改了配置：镜像是新的，层还是原来的那些。
printf 'FROM busybox\nENV CARGO=1\n' | docker build -t on-busybox -
printf 'FROM hello-world\nENV CARGO=1\n' | docker build -t on-hello -
