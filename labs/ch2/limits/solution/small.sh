docker run -d --name small -m 64m --pids-limit 20 busybox sleep 3600
docker exec small head -1 /proc/meminfo
cat $(./cgdir small memory)/memory.{max,limit_in_bytes} 2>/dev/null
# 回答 meminfo：docker exec small awk '/^MemTotal:/ { print $2 }' /proc/meminfo
# 回答 limit：cat $(./cgdir small memory)/memory.{max,limit_in_bytes} 2>/dev/null
