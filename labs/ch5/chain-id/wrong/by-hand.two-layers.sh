# 应当失败于：检查 2
set -- $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers)
printf '%s\n' $1 sha256:$(echo -n "$1 $2" | sha256sum | cut -c 1-64) > chain.txt
