# 应当失败于：检查 1
mkdir chain.txt
