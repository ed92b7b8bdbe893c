# 应当失败于：检查 3
docker commit box box:1
# 回答 hosts：echo 有
