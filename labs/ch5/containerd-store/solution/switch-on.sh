cat > /etc/docker/daemon.json <<'EOF'
{
  "registry-mirrors": ["http://registry.matou:5000"],
  "insecure-registries": ["registry.matou:5000"],
  "features": { "containerd-snapshotter": true }
}
EOF
systemctl restart docker
docker info -f '{{.Driver}} {{.DriverStatus}}'
docker images
