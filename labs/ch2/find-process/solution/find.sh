ps -ef | grep 'sleep 3600'
pid=$(docker inspect -f '{{.State.Pid}}' sleeper)
ps -o pid,ppid,comm -p $pid,$(ps -o ppid= -p $pid)
docker exec sleeper ps
# 回答 pid：docker inspect -f '{{.State.Pid}}' sleeper
# 回答 parent：ps -o comm= -p $(ps -o ppid= -p $(pgrep -x sleep))
# 回答 inner：echo 1
