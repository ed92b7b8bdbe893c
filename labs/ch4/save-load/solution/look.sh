mkdir -p /root/open
tar xf /root/layers.tar -C /root/open
cd /root/open
jq . manifest.json
# 回答 config：cd /root/open; sha256sum $(jq -r '.[0].Config' manifest.json) | cut -d' ' -f1
# 回答 layers：jq '.[0].Layers | length' /root/open/manifest.json
# 回答 top：cd /root/open; sha256sum $(jq -r '.[0].Layers[-1]' manifest.json) | cut -d' ' -f1
