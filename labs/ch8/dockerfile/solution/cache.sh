cd /root/site
cat > Dockerfile <<'END'
FROM busybox
COPY packages.txt /site/
RUN while read -r name; do mkdir -p /opt/$name; head -c 1000000 /dev/urandom > /opt/$name/data; done < /site/packages.txt
COPY page.html /site/
CMD ["cat", "/site/page.html"]
END
docker build -t site:1 .
echo '<h1>二号码头</h1>' > page.html
docker build -t site:2 .
