# 应当失败于：检查 3
# 清空不是删除。
docker run -d --name ship debian sleep 3600
docker exec ship sh -c 'echo captain:x:1000:1000::/:/bin/sh >> /etc/passwd; : > /etc/issue; rm -r /etc/apt; mkdir /etc/apt'
