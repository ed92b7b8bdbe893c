# 应当失败于：检查 4
# 目录本身一直都在。
docker run -d --name ship debian sleep 3600
docker exec ship sh -c 'echo captain:x:1000:1000::/:/bin/sh >> /etc/passwd; rm /etc/issue; rm -r /etc/apt/*; touch /etc/apt/new'
