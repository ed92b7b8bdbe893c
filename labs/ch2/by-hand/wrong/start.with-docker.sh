# 应当失败于：检查 1
# 五种 namespace 都对，但它是 Docker 启动的。
docker run -d --hostname handmade busybox sleep 3600
