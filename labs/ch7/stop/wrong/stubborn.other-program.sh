# 应当失败于：检查 2
docker run -d --name stubborn debian bash -c 'trap "" TERM; while :; do sleep 1; done'
sleep 1
docker stop -t 1 stubborn
