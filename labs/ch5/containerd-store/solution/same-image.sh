docker pull layers
docker images --digests layers
# 回答 new-id：docker image inspect -f '{{.Id}}' layers
# 回答 hash-of：echo 清单（manifest）
