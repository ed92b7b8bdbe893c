# 应当失败于：检查 2
docker run --name second debian greet
# 回答 where：echo 已经随 first 的退出被删掉了
