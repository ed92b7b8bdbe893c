# 应当失败于：检查 3
cd /root/site
docker build -t site:1 .
echo '<h1>二号码头</h1>' > page.html
docker build -t site:2 .
