docker exec dit bash -c 'exit 3'
docker ps
