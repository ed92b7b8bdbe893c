# 应当失败于：检查 2
curl --unix-socket /var/run/docker.sock -X POST http://localhost/containers/via-api/start
docker logs via-api
