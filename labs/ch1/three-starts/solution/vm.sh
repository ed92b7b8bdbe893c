# 在终端里直接运行 boot-guest，再自己敲 uname -r 和 poweroff 就行；下面的写法是让它不用人守着也能做完。
touch vm.log
{ until grep -q 已启动 vm.log; do sleep 0.2; done; echo 'uname -r'; echo poweroff; sleep 1; } | boot-guest | tee vm.log
# 回答 kernel：sed -n 's/.*内核 \([^，]*\).*/\1/p' vm.log
