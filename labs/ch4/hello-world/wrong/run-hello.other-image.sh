# 应当失败于：检查 1
# 名字里有 hello-world，镜像却是 busybox。
docker run --name hello-world busybox echo Hello from Docker!
