# 应当失败于：检查 2
# 复制到了不在 PATH 里的地方。
printf 'FROM debian\nCOPY tools/greet /opt/\n' > Dockerfile
docker build -t greeter:2 .
docker run --name fourth greeter:2 greet
