# 应当失败于：检查 1
su - dev -c 'docker run --rm busybox sh -c "echo dev > /etc/marker"'
