# 应当失败于：检查 3
# 应当认出：误解 1
docker run -d --name ship debian sleep 3600
docker exec ship sh -c 'echo captain:x:1000:1000::/:/bin/sh >> /etc/passwd'
rm /etc/issue
