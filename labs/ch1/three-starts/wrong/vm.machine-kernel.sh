# 应当失败于：检查 2
# 应当认出：误解 1
touch vm.log
{ until grep -q 已启动 vm.log; do sleep 0.2; done; echo poweroff; sleep 1; } | boot-guest | tee vm.log
uname -r
# 回答 kernel：uname -r
