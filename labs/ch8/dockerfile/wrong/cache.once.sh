# 应当失败于：检查 1
cd /root/site
docker build -t site:1 .
