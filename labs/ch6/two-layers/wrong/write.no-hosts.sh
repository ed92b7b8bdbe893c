# 应当失败于：检查 3
docker start box
docker exec box sh -c 'echo 你好 > /root/note.txt'
