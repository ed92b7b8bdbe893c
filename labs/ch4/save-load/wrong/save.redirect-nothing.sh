# 应当失败于：检查 1
docker image inspect layers > /root/layers.tar
