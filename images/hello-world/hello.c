#include <unistd.h>

static const char text[] =
    "\n"
    "你好，码头！这几行字来自一个刚刚创建的容器。\n"
    "Hello from a container: your Docker works.\n"
    "\n"
    "为了让你看到它，刚才发生了四件事：\n"
    " 1. 你输入的 docker 命令（客户端）把请求发给了 Docker 守护进程 dockerd。\n"
    "    The docker client sent your request to the Docker daemon.\n"
    " 2. 守护进程在本机没有找到 hello-world 镜像时，从镜像仓库拉取了它。\n"
    "    The daemon pulled the image hello-world, unless it already had it.\n"
    " 3. 守护进程用这个镜像创建了一个容器，并启动其中的程序 /hello。\n"
    "    The daemon created a container from the image and started /hello in it.\n"
    " 4. 程序的输出经守护进程传回客户端，显示在你的终端里；程序结束，容器也就停止了。\n"
    "    Its output came back through the daemon to your terminal; then it ended.\n"
    "\n"
    "接下来试试 / Next, try:\n"
    "    docker ps -a\n"
    "\n";

int main(void) {
  return write(1, text, sizeof text - 1) == sizeof text - 1 ? 0 : 1;
}
