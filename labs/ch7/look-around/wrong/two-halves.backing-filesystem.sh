# 应当失败于：检查 3
# 下一行的 Backing Filesystem。
docker info
docker -H unix:///tmp/nobody.sock version
# 回答 driver：docker info | sed -n 's/ *Backing Filesystem: //p'
# 回答 when-down：echo '打印 Client 一段，然后报错'
