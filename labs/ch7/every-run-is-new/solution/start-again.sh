docker start first
docker exec first greet
