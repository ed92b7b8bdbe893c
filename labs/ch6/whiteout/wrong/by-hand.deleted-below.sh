# 应当失败于：检查 2
mkdir -p /run/ov/{lower,upper,work,merged}
touch /run/ov/lower/{tide,gull}
mount -t overlay overlay -o lowerdir=/run/ov/lower,upperdir=/run/ov/upper,workdir=/run/ov/work /run/ov/merged
rm /run/ov/lower/gull
