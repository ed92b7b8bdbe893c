# 应当失败于：检查 2
# 容器里不是它；实验机上倒有一个。
docker run -d --name cargo busybox sleep 1000
setsid -f sleep 4321
