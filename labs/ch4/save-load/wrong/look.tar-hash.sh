# 应当失败于：检查 1
# 回答 config：sha256sum /root/layers.tar | cut -d' ' -f1
