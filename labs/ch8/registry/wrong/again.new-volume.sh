# 应当失败于：检查 3
# 卷也换成了空的。
docker rm -f depot
docker volume rm shelf
docker run -d --name depot -p 127.0.0.1:5000:5000 -v shelf:/var/lib/registry registry:2
