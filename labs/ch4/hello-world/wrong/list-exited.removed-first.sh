# 应当失败于：检查 2
docker ps -a
docker rm $(docker ps -aq)
