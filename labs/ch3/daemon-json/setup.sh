# 镜像源由学员自己来配：开始时没有。
echo '{ "storage-driver": "overlay2" }' > /etc/docker/daemon.json
systemctl reload docker
