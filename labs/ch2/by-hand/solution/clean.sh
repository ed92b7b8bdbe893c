kill -9 $pid
umount /run/box/root
# 里面的进程都结束了才删得掉
until rmdir $cg; do sleep 1; done
ls /run/box/upper
