# 应当失败于：检查 2
# 没有删，直接又装了一遍。
docker load -i /root/layers.tar
