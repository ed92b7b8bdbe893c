# 应当失败于：检查 2
# 一个 > 把原来的行都冲掉了。
docker run -d --name ship debian sleep 3600
docker exec ship sh -c 'echo captain:x:1000:1000::/:/bin/sh > /etc/passwd; rm /etc/issue; rm -r /etc/apt; mkdir /etc/apt'
