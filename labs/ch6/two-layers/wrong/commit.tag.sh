# 应当失败于：检查 1
# 只是给 debian 起了一个别名。
docker tag debian box:1
