# 应当失败于：检查 3
docker pull layers
# 回答 new-id：docker image inspect -f '{{.Id}}' layers
# 回答 hash-of：echo 镜像的配置文件
