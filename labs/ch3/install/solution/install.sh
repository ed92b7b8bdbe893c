apt-get update
apt-get install -y docker.io
docker version
