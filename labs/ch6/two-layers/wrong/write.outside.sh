# 应当失败于：检查 2
# 应当认出：误解 1
# 重定向发生在实验机里。
docker start box
docker exec box echo 你好 > /root/note.txt
docker exec box echo 10.0.0.9 harbor >> /etc/hosts
