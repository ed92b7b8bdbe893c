echo 'exit 7' | docker run -i --name piped debian bash
echo 'exit 7' | docker run -it debian bash
