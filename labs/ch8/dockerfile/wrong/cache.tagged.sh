# 应当失败于：检查 2
# 应当认出：误解 1
cd /root/site
docker build -t site:1 .
docker tag site:1 site:2
