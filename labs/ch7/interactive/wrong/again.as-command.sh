# 应当失败于：检查 2
(sleep 1; printf 'exit 7\r'; sleep 1) | script -qec 'docker attach dit' /dev/null
docker start dit
# 回答 start-ls：echo 在容器里运行的命令
