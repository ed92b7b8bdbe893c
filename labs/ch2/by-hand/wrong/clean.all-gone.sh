# 应当失败于：检查 2
# 连上层也删掉，停止的容器就没有了。
kill -9 $pid
umount /run/box/root
until rmdir $cg; do sleep 1; done
rm -r /run/box
