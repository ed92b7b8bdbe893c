curl --unix-socket /var/run/docker.sock http://localhost/_ping
curl -s --unix-socket /var/run/docker.sock http://localhost/version | jq .ApiVersion
# 回答 version：docker version -f '{{.Server.APIVersion}}'
