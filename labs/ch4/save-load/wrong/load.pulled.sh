# 应当失败于：检查 3
docker rmi layers
docker pull layers
