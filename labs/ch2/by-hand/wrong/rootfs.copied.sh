# 应当失败于：检查 1
# 应当认出：误解 1
mkdir -p /run/box/root
cp -a $(docker image inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox)/. /run/box/root
