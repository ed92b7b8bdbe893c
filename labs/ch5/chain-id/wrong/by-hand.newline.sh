# 应当失败于：检查 3
# 应当认出：误解 1
set -- $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers)
c1=$1; c2=sha256:$(echo "$c1 $2" | sha256sum | cut -c 1-64); c3=sha256:$(echo "$c2 $3" | sha256sum | cut -c 1-64)
printf '%s\n' $c1 $c2 $c3 $4 $5 > chain.txt
