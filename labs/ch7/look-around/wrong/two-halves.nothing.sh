# 应当失败于：检查 4
docker info
docker -H unix:///tmp/nobody.sock version
# 回答 driver：docker info -f '{{.Driver}}'
# 回答 when-down：echo '什么也不打印，直接报错'
