# 应当失败于：检查 1
# 应当认出：误解 1
docker tag debian greeter
docker run --name third greeter greet
