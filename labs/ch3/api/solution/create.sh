curl --unix-socket /var/run/docker.sock -H 'Content-Type: application/json' -d '{"Image":"busybox","Cmd":["echo","hello"],"Labels":{"by":"curl"}}' 'http://localhost/containers/create?name=via-api'
