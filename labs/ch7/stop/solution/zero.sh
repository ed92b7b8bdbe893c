docker start polite
sleep 1
docker stop -t 0 polite
docker events --since 2m --until 0s --filter container=polite
docker ps -a
# 回答 oom-among：echo 分不出，要看 inspect 里的 OOMKilled
# 回答 signal-of-130：echo 2
