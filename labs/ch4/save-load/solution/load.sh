docker rmi layers
docker load -i /root/layers.tar
docker image ls --no-trunc layers
# 回答 same：echo 没有变
