# 应当失败于：检查 4
docker rmi layers
docker load -i /root/layers.tar
# 回答 same：echo 变了
