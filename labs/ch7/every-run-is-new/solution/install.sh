printf 'install /tools/greet /usr/local/bin/\ngreet\n' | docker run -i --name first -v /root/tools:/tools debian bash
docker diff first
