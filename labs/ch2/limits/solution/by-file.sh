cd $(./cgdir small memory)
ls memory.*
if [ -f memory.max ]; then echo 96M > memory.max; else echo 96M > memory.limit_in_bytes; fi
docker inspect -f '{{.HostConfig.Memory}}' small
cd
