# 应当失败于：检查 2
# 都放到了后台，再一个个收拾成该有的样子。
docker run -d --name none debian bash
docker run -di --name only-i debian bash
docker run -dt --name only-t debian bash
docker run -dit --name it debian bash
docker kill only-i it
