# 应当失败于：检查 1
# 结束的是客户端：容器还在运行，可是没有人脱开过。
(sleep 3; pkill -x docker) &
docker attach dit
