(sleep 1; printf 'exit 7\r'; sleep 1) | script -qec 'docker attach dit' /dev/null
docker start dit
docker start dit ls
# 回答 start-ls：echo 另一个容器的名字
