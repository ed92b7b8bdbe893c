# 应当失败于：检查 2
docker image pull library/hello-world
# 回答 full-name：echo library/hello-world
# 回答 image-id：docker images -q hello-world
