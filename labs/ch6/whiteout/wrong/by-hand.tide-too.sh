# 应当失败于：检查 4
mkdir -p /run/ov/{lower,upper,work,merged}
touch /run/ov/lower/{tide,gull}
mknod /run/ov/upper/gull c 0 0
mknod /run/ov/upper/tide c 0 0
mount -t overlay overlay -o lowerdir=/run/ov/lower,upperdir=/run/ov/upper,workdir=/run/ov/work /run/ov/merged
