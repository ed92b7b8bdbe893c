./chain.sh $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers)
sed -i 's/#去掉/ #去掉/' chain.sh
./chain.sh $(docker image inspect -f '{{range .RootFS.Layers}}{{.}} {{end}}' layers)
