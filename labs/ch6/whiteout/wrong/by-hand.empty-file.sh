# 应当失败于：检查 3
# 应当认出：误解 1
mkdir -p /run/ov/{lower,upper,work,merged}
touch /run/ov/lower/{tide,gull} /run/ov/upper/gull
mount -t overlay overlay -o lowerdir=/run/ov/lower,upperdir=/run/ov/upper,workdir=/run/ov/work /run/ov/merged
