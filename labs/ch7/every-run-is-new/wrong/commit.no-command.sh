# 应当失败于：检查 2
# 忘了写 greet：新容器运行的是镜像默认的 bash，马上就结束了。
docker commit first greeter
docker run --name third greeter
docker history greeter
# 回答 created-by：docker history --format '{{.CreatedBy}}' greeter | head -1
