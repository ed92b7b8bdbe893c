mkdir -p /run/ov/{lower,upper,work,merged}
cd /run/ov
echo 涨潮 > lower/tide
echo 海鸥 > lower/gull
mknod upper/gull c 0 0
mount -t overlay overlay -o lowerdir=/run/ov/lower,upperdir=/run/ov/upper,workdir=/run/ov/work /run/ov/merged
ls merged
