# 应当失败于：检查 1
# 又 run 了一个新的，而不是启动原来的。
(sleep 1; printf 'exit 7\r'; sleep 1) | script -qec 'docker attach dit' /dev/null
docker run -dit --name dit2 debian bash
