# 应当失败于：检查 2
# 应当认出：误解 1
# 回答 sum：docker image inspect -f '{{.Size}}' layers
# 回答 two-images：echo 两个 SIZE 相加
