# 应当失败于：检查 1
echo docker ps -a
