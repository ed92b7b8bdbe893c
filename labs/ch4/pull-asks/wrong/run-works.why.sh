# 应当失败于：检查 3
docker run --rm localhost:5000/hello:1
# 回答 why：echo run 会换一个仓库去问
