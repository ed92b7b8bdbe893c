# 应当失败于：检查 1
# 把自己的那几种填成了共用的。
# 回答 shared：printf 'mnt\npid\nnet\nuts\nipc\n'
