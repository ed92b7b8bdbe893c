# 应当失败于：检查 2
echo 'exit 7' | docker run -i --name piped debian bash
echo 'exit 1' | docker run -i debian bash
