# 应当失败于：检查 1
# 应当认出：误解 1
# 回答 chains：docker image inspect -f '{{index .RootFS.Layers 0}}' busybox hello-world
# 回答 copies：echo 两份，各在自己的目录里
