# 应当失败于：检查 2
# 把发行版的版本当成了内核版本。
docker run -d --name docker-box busybox sleep 3600
# 回答 kernel：. /etc/os-release; echo $VERSION_ID
