docker run -d --name cargo busybox sleep 4321
pstree -s -p $(pgrep -f '^sleep 4321')
pgrep -a runc
# 回答 parent：ps -o comm= -p $(ps -o ppid= -p $(pgrep -f '^sleep 4321'))
# 回答 grandparent：echo systemd
# 回答 runc：echo 没有
