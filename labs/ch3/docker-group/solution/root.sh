su - dev -c 'docker run --rm -v /:/host busybox sh -c "echo dev > /host/etc/marker"'
ls -l /etc/marker
