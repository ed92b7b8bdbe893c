# 应当失败于：检查 1
curl --unix-socket /var/run/docker.sock -d '{"Image":"busybox","Cmd":["echo","hello"],"Labels":{"by":"curl"}}' 'http://localhost/containers/create?name=via-api'
