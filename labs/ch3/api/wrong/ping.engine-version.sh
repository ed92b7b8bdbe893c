# 应当失败于：检查 2
curl --unix-socket /var/run/docker.sock http://localhost/_ping
# 回答 version：docker version -f '{{.Server.Version}}'
