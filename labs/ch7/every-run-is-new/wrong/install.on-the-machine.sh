# 应当失败于：检查 2
# 装到了实验机上，或者只在挂载的目录里。
install tools/greet /usr/local/bin/
echo /tools/greet | docker run -i --name first -v /root/tools:/tools debian bash
