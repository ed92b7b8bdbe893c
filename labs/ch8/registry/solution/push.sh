docker tag layers localhost:5000/demo:v1
docker push localhost:5000/demo:v1
# 回答 digest：docker image inspect -f '{{json .RepoDigests}}' layers | jq -r '.[]' | grep localhost:5000/demo | cut -d@ -f2
