docker run -d --name depot -p 5000:5000 registry:2
docker tag hello-world localhost:5000/hello:1
for i in $(seq 50); do curl -sf http://localhost:5000/v2/ > /dev/null && break; sleep 0.2; done
docker push localhost:5000/hello:1
