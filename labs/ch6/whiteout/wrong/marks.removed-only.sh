# 应当失败于：检查 4
# 删除目录留下的是白障，不是不透明目录。
docker run -d --name ship debian sleep 3600
docker exec ship sh -c 'echo captain:x:1000:1000::/:/bin/sh >> /etc/passwd; rm /etc/issue; rm -r /etc/apt'
