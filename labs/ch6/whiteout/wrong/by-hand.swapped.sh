# 应当失败于：检查 1
mkdir -p /run/ov/{lower,upper,work,merged}
touch /run/ov/lower/{tide,gull}
mount -t overlay overlay -o lowerdir=/run/ov/upper,upperdir=/run/ov/lower,workdir=/run/ov/work /run/ov/merged
