# 应当失败于：检查 2
# 层数对了，内容不是 box 的。
docker run --name other debian touch /root/other.txt
docker commit other box:1
