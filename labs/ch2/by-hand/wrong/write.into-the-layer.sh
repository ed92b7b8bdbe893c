# 应当失败于：检查 2
# 直接写进镜像的层，又写一份到上层。
touch $layer/made-by-hand /run/box/upper/made-by-hand
