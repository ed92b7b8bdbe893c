# 应当失败于：检查 1
# 应当认出：误解 1
# busybox 镜像的默认命令是 sh，没有终端，马上结束。
docker run -d --name docker-box busybox
