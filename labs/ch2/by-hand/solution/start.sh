unshare --mount --uts --ipc --pid --net --fork chroot /run/box/root /bin/sh -c 'hostname handmade; mount -t proc proc /proc; exec sleep 3600' &
sleep 0.5; pid=$(pgrep -x sleep)
nsenter -t $pid --mount --uts --ipc --pid --net --root ps
nsenter -t $pid --net ip link
