# 应当失败于：检查 1
# 应当认出：误解 2
docker run -d --name lxc-box busybox sleep 3600
# 回答 kernel：docker exec lxc-box uname -r
