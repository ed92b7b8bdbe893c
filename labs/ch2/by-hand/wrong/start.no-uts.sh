# 应当失败于：检查 1
# 应当认出：误解 1
unshare --mount --ipc --pid --net --fork chroot /run/box/root /bin/sh -c 'hostname handmade; mount -t proc proc /proc; exec sleep 3600' &
sleep 1
