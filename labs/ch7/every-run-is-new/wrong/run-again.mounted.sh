# 应当失败于：检查 1
# 应当认出：误解 1
# 把工具挂进了新容器，于是看不到它“没有了”。
docker run --name second -v /root/tools/greet:/usr/local/bin/greet debian greet
