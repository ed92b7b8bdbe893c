echo '{ "storage-driver": "overlay2", "registry-mirrors": ["http://registry.matou:5000"] }' > /etc/docker/daemon.json
systemctl reload docker
sleep 1
docker pull layers
