docker exec small sh -c 'for i in $(seq 40); do sleep 60 & done'
cat $(./cgdir small pids)/pids.events
