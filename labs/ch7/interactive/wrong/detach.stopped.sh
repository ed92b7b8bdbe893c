# 应当失败于：检查 1
# 应当认出：误解 1
(sleep 3; docker stop -t 1 dit) &
docker attach dit
