import type { Condition } from '../../shared/conditions.ts';

/** The smallest useful check of each kind, as it is written in lab.yaml; a test reads them all with the schema. */
export const EXAMPLES: Readonly<Record<keyof Condition, string>> = {
  container: `- container: { name: web, image: nginx, state: running, ports: [{ container: 80, host: 8080 }] }
  fail: 还没有一个在 8080 端口上提供服务的、名叫 web 的容器。`,
  noContainer: `- noContainer: { name: old }
  fail: 容器 old 还在。`,
  image: `- image: { ref: my-app, maxSize: 20m, entrypoint: [/app] }
  fail: 还没有不超过 20 MB、入口是 /app 的镜像 my-app。`,
  noImage: `- noImage: { ref: my-app:old }
  fail: 镜像 my-app:old 还没有删掉。`,
  network: `- network: { name: backend, internal: true, containers: [db] }
  fail: 容器 db 还没有接入内部网络 backend。`,
  volume: `- volume: { name: data }
  fail: 还没有名叫 data 的数据卷。`,
  file: `- file: { path: /root/app/Dockerfile, content: '^FROM debian' }
  fail: /root/app/Dockerfile 里还没有以 debian 为基础。`,
  service: `- service: { name: docker, active: active, enabled: enabled }
  fail: Docker 服务没有在运行，或者不会开机自启。`,
  process: `- process: { name: sleep, ancestors: [containerd-shim], namespaces: { pid: own, net: machine } }
  fail: 没有看到在容器里、却和实验机共用网络的 sleep。`,
  exec: `- exec:
    script: |
      curl -fsS --max-time 2 http://127.0.0.1:8080 | grep -q 码头
  fail: 从实验机访问 8080 端口，还没有得到写着“码头”的网页。`,
  answer: `- answer:
    id: pid
    ask: 容器 web 的主进程，在实验机里的进程号是多少？
    as: number
    truth: docker inspect -f '{{.State.Pid}}' web
  fail: 进程号不对。`,
  event: `- event:
    name: web
    sequence: [{ action: kill, attributes: { signal: '15' } }, { action: die, attributes: { exitCode: '0' } }]
  fail: 还没有看到 web 收到 SIGTERM 后自己退出。`,
  command: `- command: { matches: 'docker version.*' }
  fail: 还没有看到你查看版本。`,
  all: `- all:
    - container: { name: a, state: running }
    - container: { name: b, state: running }
  fail: a 和 b 要同时在运行。`,
  any: `- any:
    - container: { name: web, restart: always }
    - container: { name: web, restart: unless-stopped }
  fail: web 的重启策略还不会让它随 Docker 一起启动。`,
  not: `- not: { file: { path: /root/secret.txt } }
  fail: /root/secret.txt 还在。`,
};
