docker diff ship | head
ls -l /var/lib/docker/overlay2/$(cat /var/lib/docker/image/overlay2/layerdb/mounts/$(docker inspect -f '{{.Id}}' ship)/mount-id)/diff/etc
# 回答 passwd：echo C
# 回答 issue：echo D
# 回答 device：echo 0,0
