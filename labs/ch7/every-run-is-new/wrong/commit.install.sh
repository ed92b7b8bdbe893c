# 应当失败于：检查 3
docker commit first greeter
docker run --name third greeter greet
# 回答 created-by：echo install /tools/greet /usr/local/bin/
