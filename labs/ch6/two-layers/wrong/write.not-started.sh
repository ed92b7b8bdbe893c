# 应当失败于：检查 1
docker exec box sh -c 'echo 你好 > /root/note.txt'
