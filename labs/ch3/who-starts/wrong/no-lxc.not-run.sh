# 应当失败于：检查 1
# 没有真的运行 ldd。
echo ldd $(command -v runc)
true # ldd $(command -v runc)
# 回答 lxc：echo 0
