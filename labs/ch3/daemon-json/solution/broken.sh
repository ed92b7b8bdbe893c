cp /etc/docker/daemon.json /root/daemon.json.good
echo '{ "registry-mirrors": ["http://registry.matou:5000"], }' > /etc/docker/daemon.json
dockerd --validate
cp /root/daemon.json.good /etc/docker/daemon.json
dockerd --validate
