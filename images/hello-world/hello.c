#include <unistd.h>

// At most 64 columns: the terminal beside a lesson is some 68 wide on a 1280 px screen.

static const char text[] =
    "\n"
    "你好，码头！这几行字来自一个刚刚创建的容器。\n"
    "Hello from a container: your Docker works.\n"
    "\n"
    "为了让你看到它，刚才发生了四件事：\n"
    " 1. 你输入的 docker 命令（客户端）把请求发给了守护进程。\n"
    "    The docker client sent your request to the daemon.\n"
    " 2. 守护进程在本机没找到 hello-world 镜像，就去仓库拉取。\n"
    "    The daemon pulled the image, unless it had it already.\n"
    " 3. 守护进程用镜像创建容器，启动其中的程序 /hello。\n"
    "    It created a container and started /hello in it.\n"
    " 4. 输出传回客户端，显示在这里；程序结束，容器就停止了。\n"
    "    The output came back to you; then the container ended.\n"
    "\n"
    "接下来试试 / Next, try:\n"
    "    docker ps -a\n"
    "\n";

int main(void) {
  return write(1, text, sizeof text - 1) == sizeof text - 1 ? 0 : 1;
}
