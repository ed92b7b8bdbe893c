# 应当失败于：检查 2
# 应当认出：误解 2
sed -i '2i exec 2>/dev/null' chain.sh
