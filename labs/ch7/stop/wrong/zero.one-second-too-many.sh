# 应当失败于：检查 1
# 应当认出：误解 1
docker start polite
sleep 1
docker stop -t 30 polite
