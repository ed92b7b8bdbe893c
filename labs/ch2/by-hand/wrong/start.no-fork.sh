# 应当失败于：检查 1
# 应当认出：误解 2
unshare --mount --uts --ipc --pid --net chroot /run/box/root /bin/sh -c 'hostname handmade; mount -t proc proc /proc; exec sleep 3600' &
sleep 1
