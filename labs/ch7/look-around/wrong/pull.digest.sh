# 应当失败于：检查 3
# 应当认出：误解 1
docker image pull hello-world
# 回答 full-name：echo docker.io/library/hello-world:latest
# 回答 image-id：docker images --digests --format '{{.Digest}}' hello-world
