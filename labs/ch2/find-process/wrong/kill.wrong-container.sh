# 应当失败于：检查 1
# 退出码 137 是真的，容器却不是那一个。
docker run --name other busybox sh -c 'kill -9 $$; exit 137'
