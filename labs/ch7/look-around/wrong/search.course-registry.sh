# 应当失败于：检查 2
# 以为它去问了镜像源。
docker search nginx
# 回答 asked：docker info -f '{{index .RegistryConfig.Mirrors 0}}'
