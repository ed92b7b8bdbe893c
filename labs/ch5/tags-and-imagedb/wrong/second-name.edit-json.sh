# 应当失败于：检查 1
# 应当认出：误解 1
cd /var/lib/docker/image/overlay2
jq -c '.Repositories.harbor = {"harbor:v1": .Repositories.busybox["busybox:latest"]}' repositories.json > /tmp/r.json
cat /tmp/r.json > repositories.json
# 回答 new-files：echo 0
