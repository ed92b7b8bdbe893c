# 应当失败于：检查 4
docker start box
docker exec box sh -c 'echo 你好 > /root/note.txt; echo 10.0.0.9 harbor >> /etc/hosts'
# 回答 diff：echo 列出了
