lxc-start -n box
lxc-ls -f
docker ps
# 回答 docker-ps：echo 0
