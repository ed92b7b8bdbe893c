docker version
docker info
docker -H unix:///tmp/nobody.sock version
# 回答 driver：docker info -f '{{.Driver}}'
# 回答 when-down：echo '打印 Client 一段，然后报错'
