docker run --rm localhost:5000/hello:1
# 回答 why：echo run 先看本机，有就不问仓库
