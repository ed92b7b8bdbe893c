# 应当失败于：检查 1
# 少了单位，写的是 96 字节：内核要么拒绝，要么取整到 0。
cd $(./cgdir small memory)
if [ -f memory.max ]; then echo 960000 > memory.high; else echo 96 > memory.soft_limit_in_bytes; fi
