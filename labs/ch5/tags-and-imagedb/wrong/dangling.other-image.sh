# 应当失败于：检查 3
# 失去名字的是 layers，不是 cargo。
printf 'FROM busybox\nRUN echo 一号 > /cargo\n' | docker build -t cargo -
docker tag busybox layers
