# 应当失败于：检查 1
# 应当认出：误解 3
# 和按 Ctrl-C 一样，由别人来发：没有 stdin 的 attach 不一定有提示符可等。
(sleep 3; pkill -INT -x docker) &
docker attach --no-stdin dit
