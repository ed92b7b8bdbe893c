# 应当失败于：检查 1
# 应当认出：误解 2
curl --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d '{"Image":"busybox","Cmd":["echo","hello"]}' 'http://localhost/containers/create?name=via-api'
