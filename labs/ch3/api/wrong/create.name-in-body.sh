# 应当失败于：检查 1
# 应当认出：误解 1
curl --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d '{"name":"via-api","Image":"busybox","Cmd":["echo","hello"],"Labels":{"by":"curl"}}' http://localhost/containers/create
