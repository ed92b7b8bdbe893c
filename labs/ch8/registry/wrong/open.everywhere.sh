# 应当失败于：检查 1
# 应当认出：误解 1
docker run -d --name depot -p 5000:5000 -v shelf:/var/lib/registry registry:2
