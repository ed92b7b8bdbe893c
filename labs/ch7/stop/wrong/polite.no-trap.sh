# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name polite debian bash -c 'while :; do sleep 1; done'
docker stop -t 1 polite
