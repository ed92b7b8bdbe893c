# 应当失败于：检查 2
# 历史有多少条，不等于有多少层。
# 回答 config：docker image inspect -f '{{.Id}}' layers
# 回答 layers：docker history -q layers | wc -l
