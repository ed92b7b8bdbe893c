cd /root/slim
cat > Dockerfile <<'END'
FROM busybox
RUN head -c 20000000 /dev/zero > /cargo \
 && wc -c < /cargo > /result \
 && rm /cargo
CMD ["cat", "/result"]
END
docker build -t slim:1 .
