cd /root/greet
cat > Dockerfile <<'END'
FROM busybox
COPY greet.sh /greet.sh
CMD ["/greet.sh"]
END
docker build -t greet:1 .
docker run --rm greet:1
