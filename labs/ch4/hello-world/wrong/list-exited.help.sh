# 应当失败于：检查 1
docker ps -a --help
