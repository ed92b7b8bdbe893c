# 应当失败于：检查 2
# 应当认出：误解 1
printf 'FROM busybox\nRUN echo 一号 > /cargo\n' | docker build -t cargo -
printf 'FROM busybox\nRUN echo 一号 > /cargo\n' | docker build -t cargo -
