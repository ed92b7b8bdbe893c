# 应当失败于：检查 1
docker exec ship chmod 755 /usr/bin/bash
