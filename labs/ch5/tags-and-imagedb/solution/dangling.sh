printf 'FROM busybox\nRUN echo 一号 > /cargo\n' | docker build -t cargo -
printf 'FROM busybox\nRUN echo 二号 > /cargo\n' | docker build -t cargo -
docker images
