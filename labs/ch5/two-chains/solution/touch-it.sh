cd /root/dock
touch cargo.txt
printf 'FROM busybox\nCOPY cargo.txt /cargo.txt\n' > Dockerfile
docker build --no-cache -t on-later .
