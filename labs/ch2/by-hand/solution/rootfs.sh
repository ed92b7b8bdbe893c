layer=$(docker image inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox)
ls $layer
mkdir -p /run/box/upper /run/box/work /run/box/root
mount -t overlay overlay -o lowerdir=$layer,upperdir=/run/box/upper,workdir=/run/box/work /run/box/root
ls /run/box/root
