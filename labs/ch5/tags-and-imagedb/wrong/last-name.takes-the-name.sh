# 应当失败于：检查 3
# 名字都没有了，镜像却换了个名字留了下来。
docker tag hello-world kept
docker rmi hello-world harbor:v1
