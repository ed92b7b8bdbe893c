# 应当失败于：检查 2
docker info
docker -H unix:///run/docker.sock version
