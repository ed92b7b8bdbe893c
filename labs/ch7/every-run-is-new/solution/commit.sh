docker commit first greeter
docker run --name third greeter greet
docker history greeter
# 回答 created-by：docker history --format '{{.CreatedBy}}' greeter | head -1
