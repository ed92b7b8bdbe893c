# 应当失败于：检查 1
# 应当认出：误解 1
echo 'exit 7' | docker run --name piped debian bash
echo 'exit 7' | docker run -it debian bash
