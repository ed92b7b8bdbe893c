# 应当失败于：检查 1
# busybox 容器先退出，再给 busybox 起一个 hello-world 的标签：容器并不是用 hello-world 创建的。
docker run busybox true
docker tag busybox hello-world
