# 应当失败于：检查 2
docker run -d --name polite debian bash -c 'trap "exit 0" TERM; while :; do sleep 1; done'
sleep 1
docker stop polite
docker start polite
