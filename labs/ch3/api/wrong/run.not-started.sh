# 应当失败于：检查 1
curl -s --unix-socket /var/run/docker.sock 'http://localhost/containers/via-api/logs?stdout=1'
