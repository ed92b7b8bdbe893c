printf 'FROM debian\nCOPY tools/greet /usr/local/bin/\n' > Dockerfile
docker build -t greeter:2 .
docker run --name fourth greeter:2 greet
docker history greeter:2
