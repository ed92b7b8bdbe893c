docker run --name second debian greet
docker ps -a
# 回答 where：echo 在容器 first 的可写层里
