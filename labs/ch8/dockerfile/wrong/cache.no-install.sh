# 应当失败于：检查 4
# 不安装，当然就不用重做。
cd /root/site
printf 'FROM busybox\nCOPY packages.txt /site/\nCOPY page.html /site/\n' > Dockerfile
docker build -t site:1 .
echo '<h1>二号码头</h1>' > page.html
docker build -t site:2 .
