# 应当失败于：检查 3
# 以为只有 -it 都在才活得下来。
docker run -d --name only-d debian bash
for o in di dt dit; do docker run -$o --name $o debian bash; done
# 回答 alive：echo dit
