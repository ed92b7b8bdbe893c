# 应当失败于：检查 3
docker start polite
sleep 1
docker stop -t 0 polite
# 回答 oom-among：echo 分不出，要看 inspect 里的 OOMKilled
# 回答 signal-of-130：echo 130
