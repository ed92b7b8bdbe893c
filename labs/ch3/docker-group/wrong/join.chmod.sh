# 应当失败于：检查 2
# 应当认出：误解 1
su - dev -c 'docker ps'
chmod 666 /run/docker.sock
su - dev -c 'docker ps'
