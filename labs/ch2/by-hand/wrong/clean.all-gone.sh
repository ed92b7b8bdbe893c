# 应当失败于：检查 2
# 连上层也删掉，停止的容器就没有了。
kill -9 $pid
sleep 0.5; umount /run/box/root
rmdir $cg
rm -r /run/box
