systemctl is-active docker
systemctl is-enabled docker
# 回答 enabled：echo 会
# 回答 type：systemctl show -p Type --value docker
