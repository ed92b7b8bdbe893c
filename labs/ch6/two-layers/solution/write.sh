docker start box
docker exec box sh -c 'echo 你好 > /root/note.txt; echo 10.0.0.9 harbor >> /etc/hosts'
docker diff box
# 回答 diff：echo 没有列出
