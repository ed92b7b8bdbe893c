# 应当失败于：检查 3
# 应当认出：误解 3
set -- $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers)
printf '%s\n' $1 sha256:$(echo -n "$2 $1" | sha256sum | cut -c 1-64) $3 $4 $5 > chain.txt
