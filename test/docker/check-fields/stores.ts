import type { FieldTable, Row } from './types.ts';

const made = (fields: object, expected: string): Row => [{ image: { ref: 'made:1', ...fields } }, expected];

export const images: FieldTable = {
  images: ['busybox', 'hello-world'],
  setup: `
    mkdir -p /root/made && cd /root/made && head -c 300000 /dev/urandom > big
    printf '%s\\n' 'FROM busybox' 'COPY big /big' 'ENV MODE=dev EMPTY=' 'LABEL tier=front' 'USER 1000' 'WORKDIR /work' \
      'EXPOSE 80 53/udp' 'ENTRYPOINT ["sh"]' 'CMD ["-c", "true"]' > Dockerfile
    docker build -q -t made:1 .
    docker tag made:1 registry.example:5000/team/made:1
    docker tag hello-world renamed
    tar -C /etc -c hostname | docker import - imported
  `,
  rows: [
    [{ image: { ref: 'busybox' } }, 'passed'],
    [{ image: { ref: 'docker.io/library/busybox:latest' } }, 'passed'],
    [{ image: { ref: 'registry.example:5000/team/made:1' } }, 'passed'],
    [
      { image: { ref: 'made' } },
      '本机的镜像有 imported:latest、made:1、registry.example:5000/team/made:1、hello-world:latest、renamed:latest 等 6 个',
    ],
    [{ noImage: { ref: 'made' } }, 'passed'],
    [{ noImage: { ref: 'made:1' } }, '本机有镜像 made:1'],
    made({ layers: 3 }, 'passed'),
    made({ layers: 1, maxSize: '1m', minSize: '1g' }, '镜像 made:1：有 3 层，大小是 N MiB'),
    made({ minSize: '300k', maxSize: '20m' }, 'passed'),
    made({ env: { MODE: 'dev', EMPTY: '', GONE: null } }, 'passed'),
    made(
      { env: { MODE: null, EMPTY: '1', GONE: '1' } },
      '镜像 made:1：环境变量 MODE 是 dev，环境变量 EMPTY 是空的，没有环境变量 GONE',
    ),
    made({ labels: { tier: 'front' } }, 'passed'),
    made({ labels: { tier: 'back' } }, '镜像 made:1：标签 tier 是 front'),
    made({ user: '1000', workdir: '/work' }, 'passed'),
    made({ user: '', workdir: '/' }, '镜像 made:1：用户是 1000，工作目录是 /work'),
    made({ entrypoint: ['sh'], command: ['-c', 'true'] }, 'passed'),
    made({ entrypoint: [], command: [] }, '镜像 made:1：ENTRYPOINT 是 ["sh"]，CMD 是 ["-c","true"]'),
    made({ exposes: ['80', '53/udp'] }, 'passed'),
    made({ exposes: ['53'] }, '镜像 made:1：声明的端口是 53/udp、80/tcp'),
    made({ history: 'COPY big /big' }, 'passed'),
    made({ history: 'RUN apt-get' }, '镜像 made:1：构建历史里没有这样的一条（共 N 条）'),
    made({ hasDigest: false }, 'passed'),
    made({ hasDigest: true }, '镜像 made:1：没有仓库给的摘要：它没有推送过，也不是拉取来的'),
    made({ basedOn: 'busybox' }, 'passed'),
    made({ basedOn: 'hello-world' }, '镜像 made:1：和 hello-world 只有底部 0 层相同'),
    made({ basedOn: 'nothing' }, '镜像 made:1：没法比较：本机没有 nothing'),
    made({ sameAs: 'registry.example:5000/team/made:1' }, 'passed'),
    made({ sameAs: 'busybox' }, '镜像 made:1：和 busybox 不是同一个镜像'),
    made({ sameAs: 'nothing' }, '镜像 made:1：没法比较：本机没有 nothing'),
    [{ image: { ref: 'hello-world', hasDigest: true } }, 'passed'],
    [{ image: { ref: 'hello-world', hasDigest: false } }, '镜像 hello-world：有仓库给的摘要'],
    // The digest is that of the name it was pulled by.
    [{ image: { ref: 'renamed', sameAs: 'hello-world' } }, 'passed'],
    [
      { image: { ref: 'renamed', basedOn: 'hello-world' } },
      '镜像 renamed：就是 hello-world 本身，只多了一个名字',
    ],
    [
      { image: { ref: 'renamed', hasDigest: true } },
      '镜像 renamed：没有仓库给的摘要：它没有推送过，也不是拉取来的',
    ],
    [{ image: { ref: 'imported', user: '', env: { X: null }, entrypoint: [], layers: 1 } }, 'passed'],
    [
      { image: { ref: 'busybox', exposes: ['80'], entrypoint: ['sh'] } },
      '镜像 busybox：ENTRYPOINT 是空的，没有声明端口',
    ],
  ],
};

export const networks: FieldTable = {
  images: ['busybox'],
  setup: `
    docker network create --subnet 172.30.0.0/24 --internal --label tier=back back
    docker run -d --name web --network back busybox sleep 1000
    docker run --name ended --network back busybox true
  `,
  rows: [
    [{ network: { name: 'back' } }, 'passed'],
    [{ network: { name: 'back', driver: 'bridge', internal: true, subnet: '172.30.0.0/24' } }, 'passed'],
    [
      { network: { name: 'back', driver: 'macvlan', internal: false, subnet: '10.0.0.0/8' } },
      '网络 back 驱动是 bridge，是内部网络，子网是 172.30.0.0/24',
    ],
    [{ network: { name: 'back', labels: { tier: 'back' }, containers: ['web'] } }, 'passed'],
    [
      { network: { name: 'back', labels: { tier: 'front' }, containers: ['web', 'ended'] } },
      '网络 back 标签 tier 是 back，里面的容器是 web',
    ],
    [{ network: { name: 'bridge', containers: ['web'] } }, '网络 bridge 里面没有正在运行的容器'],
    [{ network: { name: 'bridge', internal: true } }, '网络 bridge 不是内部网络'],
    [{ network: { name: 'front' } }, '现有的网络是 back、bridge、host、none'],
    [{ network: { name: 'none', subnet: '10.0.0.0/8' } }, '网络 none 没有子网'],
  ],
};

export const volumes: FieldTable = {
  images: ['busybox'],
  setup: `
    docker volume create --label tier=back data
    docker volume create logs
    docker run --name web -v /anonymous busybox true
  `,
  rows: [
    [{ volume: { name: 'data', driver: 'local', labels: { tier: 'back' }, anonymous: false } }, 'passed'],
    [{ volume: { name: 'data', labels: { tier: 'front' } } }, '数据卷有 data、logs、ID…（匿名）'],
    [{ volume: { name: 'data', driver: 'nfs' } }, '数据卷有 data、logs、ID…（匿名）'],
    [{ volume: { anonymous: true, count: 1 } }, 'passed'],
    [{ volume: { anonymous: false, count: 3 } }, '符合的数据卷有 2 个'],
    [{ volume: { name: 'gone', count: 0 } }, 'passed'],
    [{ not: { volume: { name: 'gone' } } }, 'passed'],
    [{ not: { volume: { name: 'logs' } } }, '数据卷有 logs'],
  ],
};
