# 应当失败于：检查 1
# 应当认出：误解 1
# 退出码自己写的。
docker run --name greedy -m 64m busybox sh -c 'exit 137'
