# 应当失败于：检查 1
# 应当认出：误解 1
(sleep 1; printf 'exit\r'; sleep 1) | script -qec 'docker attach dit' /dev/null
