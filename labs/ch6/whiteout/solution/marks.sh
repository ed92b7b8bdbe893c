docker run -d --name ship debian sleep 3600
docker exec ship sh -c 'echo captain:x:1000:1000::/:/bin/sh >> /etc/passwd; rm /etc/issue; rm -r /etc/apt; mkdir /etc/apt'
