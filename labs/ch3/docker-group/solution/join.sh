su - dev -c 'docker ps'
usermod -aG docker dev
su - dev -c 'docker ps'
