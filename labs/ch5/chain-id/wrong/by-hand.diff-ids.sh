# 应当失败于：检查 3
# 应当认出：误解 4
docker image inspect -f '{{range .RootFS.Layers}}{{println .}}{{end}}' layers > chain.txt
