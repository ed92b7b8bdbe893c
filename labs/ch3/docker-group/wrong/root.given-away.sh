# 应当失败于：检查 1
# 应当认出：误解 1
# 先用 root 建好、交给 dev 来写：没有用到容器。
touch /etc/marker
chown dev /etc/marker
su - dev -c 'echo dev > /etc/marker'
