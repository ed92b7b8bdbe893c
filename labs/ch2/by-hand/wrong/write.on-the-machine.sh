# 应当失败于：检查 1
# 写在了实验机自己的根目录里。
touch /made-by-hand
