# 应当失败于：检查 1
# 应当认出：误解 1
docker tag greeter greeter:2
docker run --name fourth greeter:2 greet
