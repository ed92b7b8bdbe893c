# 应当失败于：检查 2
echo dev > /etc/marker
