# 应当失败于：检查 2
unshare --mount --uts --ipc --pid --net --fork chroot /run/box/root /bin/sh -c 'hostname handmade; exec sleep 3600' &
sleep 1
