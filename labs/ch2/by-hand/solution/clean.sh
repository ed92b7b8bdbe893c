kill -9 $pid
sleep 0.5; umount /run/box/root
rmdir $cg
ls /run/box/upper
