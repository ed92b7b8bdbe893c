docker run -d --name only-d debian bash
docker run -di --name di debian bash
docker run -dt --name dt debian bash
docker run -dit --name dit debian bash
docker ps -a
# 回答 alive：docker ps --format '{{.Names}}'
