# 应当失败于：检查 2
# 应当认出：误解 1
docker exec ship chmod 700 /usr/bin/bash
# 回答 bytes：echo 0
