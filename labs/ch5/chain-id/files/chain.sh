#!/bin/bash
# 用法：./chain.sh <diffID>...
# 从最底层起，依次写出各层的 diffID；逐行打印它们的 chainID。
chain=$1
echo "$chain"
shift
for diff in "$@"
do
sum=`echo -n "$chain $diff" | sha256sum`
sum=`echo "$sum" | cut -d ' ' -f 1`#去掉末尾的空格和 -
chain="sha256:$sum"
echo "$chain"
done
