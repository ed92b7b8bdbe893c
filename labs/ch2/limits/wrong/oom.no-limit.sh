# 应当失败于：检查 1
# 应当认出：误解 2
docker run --name greedy busybox dd if=/dev/zero of=/dev/null bs=200M count=1 -m 64m
docker rm -f greedy
docker run --name greedy busybox dd if=/dev/zero of=/dev/null bs=200M count=1
