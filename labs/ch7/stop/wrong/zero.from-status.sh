# 应当失败于：检查 2
docker start polite
sleep 1
docker stop -t 0 polite
# 回答 oom-among：echo 分得出，STATUS 会写明
# 回答 signal-of-130：echo 2
