# 应当失败于：检查 1
# 以为容器默认有自己的 user namespace。
# 回答 shared：echo time
