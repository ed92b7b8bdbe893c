docker image inspect -f '{{json .RootFS.Layers}}' layers | jq
set -- $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers)
c1=$1
c2=sha256:$(echo -n "$c1 $2" | sha256sum | cut -d ' ' -f 1)
c3=sha256:$(echo -n "$c2 $3" | sha256sum | cut -d ' ' -f 1)
c4=sha256:$(echo -n "$c3 $4" | sha256sum | cut -d ' ' -f 1)
c5=sha256:$(echo -n "$c4 $5" | sha256sum | cut -d ' ' -f 1)
printf '%s\n' $c1 $c2 $c3 $c4 $c5 > chain.txt
