docker commit box box:1
docker history box:1
# 回答 hosts：echo 没有
