# 应当失败于：检查 1
# export 只留文件：层都压平了，不再以 debian 为底。
docker export first | docker import - greeter
docker run --name third greeter greet
