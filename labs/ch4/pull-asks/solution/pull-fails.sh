docker stop depot
docker pull localhost:5000/hello:1
