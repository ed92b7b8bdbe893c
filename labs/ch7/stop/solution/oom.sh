docker run --name greedy -m 64m busybox dd if=/dev/zero of=/dev/null bs=200M count=1
docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' greedy
# 在 cgroup v1 上，容器死得太快时，内核的通知偶尔赶不上，OOMKilled 就记成 false：删掉再来一次。
for try in 1 2 3 4 5; do [ "$(docker inspect -f '{{.State.OOMKilled}}' greedy)" = true ] && break; docker rm greedy; docker run --name greedy -m 64m busybox dd if=/dev/zero of=/dev/null bs=200M count=1; done
