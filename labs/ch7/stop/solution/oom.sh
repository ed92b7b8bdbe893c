docker run --name greedy -m 64m busybox dd if=/dev/zero of=/dev/null bs=200M count=1
docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' greedy
