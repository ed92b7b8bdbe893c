# 应当失败于：检查 3
# 看的是实验机自己的上限。
docker run -d --name small -m 64m --pids-limit 20 busybox sleep 3600
# 回答 meminfo：awk '/^MemTotal:/ { print $2 }' /proc/meminfo
# 回答 limit：echo 1073741824
