# 应当失败于：检查 1
# 应当认出：误解 1
# 以为 -d 的容器停了是坏了，换了个不会结束的命令。
docker run -d --name only-d debian sleep 600
docker run -di --name di debian bash
docker run -dt --name dt debian bash
docker run -dit --name dit debian bash
