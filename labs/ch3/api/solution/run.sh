curl --unix-socket /var/run/docker.sock -X POST http://localhost/containers/via-api/start
sleep 1
curl -s --unix-socket /var/run/docker.sock 'http://localhost/containers/via-api/logs?stdout=1' | od -c
# 回答 header：echo 8
