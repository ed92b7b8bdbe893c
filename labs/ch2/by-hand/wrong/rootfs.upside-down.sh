# 应当失败于：检查 1
# 应当认出：误解 2
layer=$(docker image inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox)
mkdir -p /run/box/upper /run/box/work /run/box/root
mount -t overlay overlay -o lowerdir=/run/box/upper,upperdir=$layer,workdir=$(dirname $layer)/w /run/box/root || mount -t overlay overlay -o lowerdir=/run/box/upper:$layer /run/box/root
