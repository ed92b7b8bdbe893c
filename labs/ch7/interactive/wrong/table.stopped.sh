# 应当失败于：检查 2
docker run -d --name only-d debian bash
docker run -di --name di debian bash
docker run -dt --name dt debian bash
docker run -dit --name dit debian bash
docker kill dit
