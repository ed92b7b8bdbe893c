# 应当失败于：检查 1
# 应当认出：误解 2
printf 'FROM busybox\nLABEL berth=1\n' | docker build -t harbor:v1 -
# 回答 new-files：echo 0
