# 应当失败于：检查 3
# 应当认出：误解 1
docker tag layers localhost:5000/demo:v1
docker push localhost:5000/demo:v1
# 回答 digest：docker image inspect -f '{{.Id}}' layers
