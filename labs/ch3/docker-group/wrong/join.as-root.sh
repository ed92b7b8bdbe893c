# 应当失败于：检查 4
su - dev -c 'docker ps'
usermod -aG docker dev
docker ps
