docker rm -f depot
docker run -d --name depot -p 127.0.0.1:5000:5000 -v shelf:/var/lib/registry registry:2
for i in $(seq 50); do curl -sf http://localhost:5000/v2/ > /dev/null && break; sleep 0.2; done
