printf '%s\n' 'FROM busybox' 'RUN head -c 1000 /dev/zero > /box && ln /box /twin && rm /bin/arch' | docker build -t sized -
