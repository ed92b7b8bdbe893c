import type { FieldTable, Row } from './types.ts';

const web = (fields: object, expected: string): Row => [{ container: { name: 'web', ...fields } }, expected];
const port = (name: string, port: object, expected: string): Row => [
  { container: { name, ports: [port] } },
  expected,
];
const mount = (fields: object, expected: string): Row => web({ mounts: [fields] }, expected);

export const containers: FieldTable = {
  images: ['busybox', 'hello-world'],
  setup: `
    docker network create back
    docker create --name web -p 127.0.0.1:8080:80 -p 5353:53/udp -e MODE=dev -e EMPTY= -v data:/data:ro -v /etc:/etc/host \
      -v /anonymous --tmpfs /scratch --mount type=tmpfs,target=/more --label tier=front -m 64m --pids-limit 20 --cpus 0.5 \
      --restart on-failure:3 -u 1000:1000 -w /tmp -h web.example --entrypoint sh -ti --init --stop-signal INT \
      --stop-timeout 3 --network "$(docker network inspect -f '{{.Id}}' back)" --health-cmd true --health-interval 1s \
      busybox -c 'sleep 1000'
    docker network connect bridge web
    docker start web
    docker run -d --name plain -p 8090:80 busybox sleep 1000
    docker create --name privileged --privileged --rm busybox true
    docker run -d --name sick --health-cmd false --health-interval 500ms --health-retries 1 busybox sleep 1000
    docker run -d --name hidden --network host -p 8082:80 busybox sleep 1000
    docker run --name inherits -P --entrypoint '' busybox true
    docker run --name stopped -p 8081:80 --cpu-quota 20000 busybox sh -c 'exit 3' || true
    docker run --name hungry -m 24m busybox sh -c 'x=1; while :; do x=$x$x; done' || true
    docker run --name never busybox no-such-program || true
    docker run --name by-id "$(docker image inspect -f '{{.Id}}' busybox)" true
    docker run --name by-short-id "$(docker image inspect -f '{{.Id}}' busybox | cut -c 8-19)" true
    docker run --name by-digest "$(docker image inspect -f '{{index .RepoDigests 0}}' busybox)" true
    docker run -d --name frozen busybox sleep 1000
    docker pause frozen
    docker run --name old busybox true
    docker tag busybox hello-world
    until [ "$(docker inspect -f '{{.State.Health.Status}}' web)" = healthy ]; do sleep 0.2; done
    until [ "$(docker inspect -f '{{.State.Health.Status}}' sick)" = unhealthy ]; do sleep 0.2; done
  `,
  rows: [
    [{ container: { name: 'web', image: 'busybox', state: 'running' } }, 'passed'],
    web({ state: 'exited' }, '容器 web（镜像 busybox）正在运行'),
    [{ container: { name: 'frozen', state: 'paused' } }, 'passed'],
    [{ container: { name: 'frozen', state: 'running' } }, '容器 frozen（镜像 busybox）已暂停'],
    [{ container: { name: 'stopped', exitCode: 3 } }, 'passed'],
    [{ container: { name: 'stopped', exitCode: 0 } }, '容器 stopped（镜像 busybox）已退出，退出码 3'],
    [{ container: { name: 'plain', exitCode: 0 } }, '容器 plain（镜像 busybox）正在运行'],
    [{ container: { name: 'never', state: 'created', exitCode: 127 } }, 'passed'],
    [{ container: { name: 'never', state: 'exited' } }, '容器 never（镜像 busybox）没能启动，退出码 127'],
    [{ container: { name: 'hungry', oomKilled: true, exitCode: 137 } }, 'passed'],
    [
      { container: { name: 'hungry', oomKilled: false } },
      '容器 hungry（镜像 busybox）已退出，退出码 137（内存超出限制，被杀死），它因内存超限被杀',
    ],
    [
      { container: { name: 'stopped', oomKilled: true } },
      '容器 stopped（镜像 busybox）已退出，退出码 3，它不是因内存超限被杀的',
    ],

    port('web', { container: 80, host: 8080, hostIp: '127.0.0.1' }, 'passed'),
    port('web', { container: 53, protocol: 'udp' }, 'passed'),
    port(
      'web',
      { container: 53 },
      '容器 web（镜像 busybox）正在运行，发布的端口是 0.0.0.0:5353→53/udp、127.0.0.1:8080→80/tcp',
    ),
    port(
      'web',
      { container: 80, hostIp: '0.0.0.0' },
      '容器 web（镜像 busybox）正在运行，发布的端口是 0.0.0.0:5353→53/udp、127.0.0.1:8080→80/tcp',
    ),
    port('plain', { container: 80, host: 8090, hostIp: '0.0.0.0' }, 'passed'),
    port(
      'plain',
      { container: 80, host: 80 },
      '容器 plain（镜像 busybox）正在运行，发布的端口是 0.0.0.0:8090→80/tcp',
    ),
    port('stopped', { container: 80, host: 8081, hostIp: '0.0.0.0' }, 'passed'),
    // Asked for, and discarded by Docker.
    port('hidden', { container: 80, host: 8082 }, '容器 hidden（镜像 busybox）正在运行，没有发布端口'),

    web({ env: { MODE: 'dev', EMPTY: '', GONE: null } }, 'passed'),
    web(
      { env: { MODE: null, EMPTY: 'x', GONE: '1' } },
      '容器 web（镜像 busybox）正在运行，环境变量 MODE 是 dev，环境变量 EMPTY 是空的，没有环境变量 GONE',
    ),
    mount({ target: '/data', type: 'volume', source: 'data', readOnly: true }, 'passed'),
    mount({ target: '/etc/host', type: 'bind', source: '/etc', readOnly: false }, 'passed'),
    mount({ target: '/scratch', type: 'tmpfs', readOnly: false }, 'passed'),
    mount({ target: '/more', type: 'tmpfs' }, 'passed'),
    mount({ target: '/anonymous', type: 'volume' }, 'passed'),
    [
      { container: { name: 'plain', mounts: [{ target: '/data' }] } },
      '容器 plain（镜像 busybox）正在运行，没有挂载',
    ],
    [
      { container: { name: 'web', mounts: [{ target: '/data', readOnly: false }] } },
      '容器 web（镜像 busybox）正在运行，挂载是 volume ID…→/anonymous、volume data→/data（只读）、bind /etc→/etc/host、tmpfs→/more、tmpfs→/scratch',
    ],
    web({ labels: { tier: 'front' } }, 'passed'),
    web(
      { labels: { tier: 'back', owner: 'me' } },
      '容器 web（镜像 busybox）正在运行，标签 tier 是 front，没有标签 owner',
    ),

    web({ memory: '64m', pids: 20, cpus: 0.5 }, 'passed'),
    web(
      { memory: '65m', pids: 21, cpus: 1 },
      '容器 web（镜像 busybox）正在运行，内存上限是 64 MiB，进程数上限是 20，CPU 上限是 0.5',
    ),
    [
      { container: { name: 'plain', memory: '64m', pids: 20, cpus: 0.5 } },
      '容器 plain（镜像 busybox）正在运行，没有内存上限，没有进程数上限，没有 CPU 上限',
    ],
    [{ container: { name: 'stopped', cpus: 0.2 } }, 'passed'],
    web({ restart: 'on-failure' }, 'passed'),
    web({ restart: 'always' }, '容器 web（镜像 busybox）正在运行，重启策略是 on-failure'),
    [{ container: { name: 'plain', restart: 'no' } }, 'passed'],
    web({ user: '1000:1000', workdir: '/tmp', hostname: 'web.example' }, 'passed'),
    web(
      { user: '', workdir: '/', hostname: 'web' },
      '容器 web（镜像 busybox）正在运行，用户是 1000:1000，工作目录是 /tmp，主机名是 web.example',
    ),
    [{ container: { name: 'plain', user: '', workdir: '/' } }, 'passed'],
    web({ entrypoint: ['sh'], command: ['-c', 'sleep 1000'] }, 'passed'),
    web(
      { entrypoint: [], command: ['sleep', '1000'] },
      '容器 web（镜像 busybox）正在运行，入口程序是 ["sh"]，命令是 ["-c","sleep 1000"]',
    ),
    [{ container: { name: 'inherits', entrypoint: [], command: ['true'] } }, 'passed'],
    web({ tty: true, openStdin: true, init: true, autoRemove: false, privileged: false }, 'passed'),
    web(
      { tty: false, openStdin: false, init: false, autoRemove: true, privileged: true },
      '容器 web（镜像 busybox）正在运行，创建时加了 -t，创建时加了 -i，创建时加了 --init，创建时没有加 --rm，它不是特权容器',
    ),
    [{ container: { name: 'privileged', privileged: true, autoRemove: true } }, 'passed'],
    [
      {
        container: {
          name: 'privileged',
          privileged: false,
          autoRemove: false,
          tty: true,
          openStdin: true,
          init: true,
        },
      },
      '容器 privileged（镜像 busybox）已创建，还没有启动，创建时没有加 -t，创建时没有加 -i，创建时没有加 --init，创建时加了 --rm，它是特权容器',
    ],
    web({ stopSignal: 'SIGINT', stopTimeout: 3 }, 'passed'),
    web({ stopSignal: '2' }, 'passed'),
    web(
      { stopSignal: 'SIGTERM', stopTimeout: 10 },
      '容器 web（镜像 busybox）正在运行，停止信号是 INT，停止的宽限时间是 3 秒',
    ),
    [{ container: { name: 'plain', stopSignal: 'SIGTERM' } }, 'passed'],
    [
      { container: { name: 'plain', stopTimeout: 3 } },
      '容器 plain（镜像 busybox）正在运行，没有设停止的宽限时间',
    ],
    web({ networks: ['back', 'bridge'] }, 'passed'),
    [
      { container: { name: 'plain', networks: ['back'] } },
      '容器 plain（镜像 busybox）正在运行，接入的网络是 bridge',
    ],
    web({ health: 'healthy' }, 'passed'),
    [
      { container: { name: 'sick', health: 'healthy' } },
      '容器 sick（镜像 busybox）正在运行，健康检查说 unhealthy',
    ],
    [
      { container: { name: 'plain', health: 'starting' } },
      '容器 plain（镜像 busybox）正在运行，没有健康检查',
    ],

    [{ container: { image: 'busybox:latest', name: 'by-id' } }, 'passed'],
    [{ container: { image: 'busybox', name: 'by-short-id' } }, 'passed'],
    [{ container: { image: 'busybox', name: 'by-digest' } }, 'passed'],
    // Its name was given to another image afterwards.
    [{ container: { image: 'hello-world', name: 'old' } }, '容器 old（镜像 busybox）已退出，退出码 0'],
    // Nor does it become the name of what was made by its id or digest.
    [{ container: { image: 'hello-world', count: 0 } }, 'passed'],
    [{ container: { state: 'paused', count: 1 } }, 'passed'],
    [{ container: { state: 'paused', count: 2 } }, '符合的有 1 个：容器 frozen（镜像 busybox）已暂停'],
    [{ noContainer: { state: 'paused' } }, '容器 frozen（镜像 busybox）已暂停'],
    [{ noContainer: { name: 'nobody' } }, 'passed'],
    [{ not: { container: { name: 'frozen', state: 'paused' } } }, '容器 frozen（镜像 busybox）已暂停'],
    [{ not: { container: { name: 'frozen', state: 'running' } } }, 'passed'],
    [{ any: [{ container: { name: 'nobody' } }, { container: { name: 'web' } }] }, 'passed'],
    [
      { all: [{ container: { name: 'plain' } }, { container: { name: 'old', state: 'running' } }] },
      '容器 old（镜像 busybox）已退出，退出码 0',
    ],
  ],
};
