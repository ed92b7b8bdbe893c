# 应当失败于：检查 1
usermod -aG docker dev
su - dev -c 'docker ps'
