import type { FieldTable, Row } from './types.ts';

const file = (path: string, fields: object, expected: string): Row => [
  { file: { path, ...fields } },
  expected,
];
const HELLO = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03';

export const files: FieldTable = {
  setup: `
    cd /root && echo hello > plain && chown 1000:65534 plain && chmod 4640 plain && : > empty && mkdir dir
    ln -s plain link && ln -s nowhere broken && mkfifo pipe
    printf 'one\\ntwo\\n' > lines && head -c 70000 /dev/zero | tr '\\0' x > long && echo end >> long
    setfattr -n user.overlay.opaque -v y dir && setfattr -n user.note -v 'a b' plain
    # overlay itself refuses a whiteout: this is a volume.
    mkdir /var/lib/docker/check && mknod /var/lib/docker/check/whiteout c 0 0
  `,
  rows: [
    file('/root/plain', { type: 'file' }, 'passed'),
    file('/root/empty', { type: 'file', maxSize: '0' }, 'passed'),
    file('/root/dir', { type: 'directory' }, 'passed'),
    file('/root/link', { type: 'symlink', target: 'plain' }, 'passed'),
    file('/root/broken', { type: 'symlink', target: 'nowhere' }, 'passed'),
    file('/root/pipe', { type: 'fifo' }, 'passed'),
    file('/run/docker.sock', { type: 'socket' }, 'passed'),
    file('/dev/null', { type: 'char', device: '1,3' }, 'passed'),
    file('/var/lib/docker/check/whiteout', { type: 'char', device: '0,0' }, 'passed'),
    file('/dev/null', { type: 'block', device: '0,0' }, '/dev/null 是字符设备，设备号是 1,3'),
    file('/root/plain', { type: 'directory' }, '/root/plain 是普通文件'),
    file('/root/plain', { device: '0,0', target: 'x' }, '/root/plain 不是符号链接，是普通文件，不是设备'),
    file('/root/link', { type: 'file', target: 'other' }, '/root/link 是符号链接，指向 plain'),
    file('/root/plain', { owner: '1000', group: 'nogroup', mode: '4640' }, 'passed'),
    file('/root/plain', { group: '65534' }, 'passed'),
    file('/root/empty', { owner: 'root', group: '0', mode: '0644' }, 'passed'),
    file(
      '/root/plain',
      { owner: 'root', group: 'root', mode: '640' },
      '/root/plain 属主是 dev（1000），属组是 nogroup（65534），权限是 4640',
    ),
    file('/root/empty', { mode: '755' }, '/root/empty 权限是 0644'),
    file('/root/plain', { content: '^hel+o$', sha256: HELLO, minSize: '6', maxSize: '6' }, 'passed'),
    file('/root/lines', { content: '^two$' }, 'passed'),
    file('/root/plain', { content: 'bye' }, '/root/plain 内容还不是要的样子'),
    file('/root/empty', { content: '.' }, '/root/empty 是空的'),
    file(
      '/root/lines',
      { sha256: HELLO, minSize: '1k', maxSize: '7' },
      '/root/lines 大小是 8 B，内容的 SHA-256 是 ID…',
    ),
    file('/root/long', { content: 'end' }, '/root/long 内容还不是要的样子'),
    // What a link, a pipe or a device leads to is not its content; reading some would never end.
    file('/root/link', { content: 'hello' }, '/root/link 是符号链接，不是普通文件'),
    file('/root/link', { type: 'symlink', sha256: HELLO }, '/root/link 是符号链接，不是普通文件'),
    file('/root/pipe', { content: '.' }, '/root/pipe 是管道，不是普通文件'),
    file('/dev/zero', { sha256: HELLO }, '/dev/zero 是字符设备，不是普通文件'),
    file('/root/dir', { xattrs: { 'user.overlay.opaque': 'y' } }, 'passed'),
    file('/root/plain', { xattrs: { 'user.note': 'a b' } }, 'passed'),
    file(
      '/root/plain',
      { xattrs: { 'user.note': 'c', 'user.overlay.opaque': 'y' } },
      '/root/plain 扩展属性 user.note 是 a b，没有扩展属性 user.overlay.opaque',
    ),
    file('/root/missing', {}, '没有 /root/missing'),
    file('/root/a/b/c', {}, '没有 /root/a/b/c，连 /root/a/b 也没有'),
    file('/root/plain/below', {}, '没有 /root/plain/below'),
    [{ not: { file: { path: '/root/plain' } } }, '有 /root/plain（普通文件）'],
    [{ not: { file: { path: '/root/missing' } } }, 'passed'],
  ],
};

export const services: FieldTable = {
  setup: `
    printf '[Service]\\nExecStart=/bin/false\\n' > /etc/systemd/system/broken.service
    printf '[Service]\\nExecStart=/bin/sleep 1000\\n[Install]\\nWantedBy=multi-user.target\\n' > /etc/systemd/system/later.service
    systemctl daemon-reload; systemctl start broken || true
    until systemctl is-failed -q broken; do sleep 0.1; done
  `,
  rows: [
    [{ service: { name: 'docker', active: 'active', enabled: 'enabled' } }, 'passed'],
    [{ service: { name: 'docker.socket', active: 'active' } }, 'passed'],
    [{ service: { name: 'docker', active: 'inactive' } }, 'docker 正在运行，会开机自启'],
    [{ service: { name: 'docker', enabled: 'disabled' } }, 'docker 正在运行，会开机自启'],
    [{ service: { name: 'broken', active: 'failed', enabled: 'static' } }, 'passed'],
    [{ service: { name: 'broken', active: 'active' } }, 'broken 运行失败，由别的单元启动（static）'],
    [{ service: { name: 'later', active: 'inactive', enabled: 'disabled' } }, 'passed'],
    [{ service: { name: 'later', active: 'active' } }, 'later 没有运行，不会开机自启'],
    [{ service: { name: 'systemd-udevd', enabled: 'masked' } }, 'passed'],
    [{ service: { name: 'systemd-udevd', enabled: 'enabled' } }, 'systemd-udevd 没有运行，被屏蔽（masked）'],
    [{ service: { name: 'nginx', active: 'inactive' } }, '没有 nginx 这个服务：它还没有安装'],
  ],
};

export const processes: FieldTable = {
  images: ['busybox'],
  setup: `
    docker run -d --name web -u 1000 busybox sleep 4321
    docker run -d --name shared --pid host --network host --uts host --ipc host busybox sleep 4322
    systemd-run -q --unit twin -p DynamicUser=no sleep 4323
    # Its argv says nginx; it is not.
    systemd-run -q --unit imitation bash -c 'exec -a "nginx: master process" sleep 4324'
    systemd-run -q --unit named bash -c 'cp /bin/sleep "/tmp/a b" && exec "/tmp/a b" 4325'
    until pgrep -f 4321 && pgrep -f 4322 && pgrep -f 4323 && pgrep -f 4324 && pgrep -f '^/tmp/a b 4325'; do sleep 0.1; done >/dev/null
  `,
  rows: [
    [{ process: { name: 'dockerd', uid: 0 } }, 'passed'],
    [
      { process: { command: '^sleep 4321$', uid: 1000, ancestors: ['containerd-shim-runc-v2', 'systemd'] } },
      'passed',
    ],
    [
      {
        process: {
          command: '^sleep 4321$',
          ancestors: ['containerd-shim'],
          notAncestors: ['dockerd', 'containerd'],
        },
      },
      'passed',
    ],
    [{ process: { command: 'sleep 4323', notAncestors: ['containerd-shim-runc-v2'] } }, 'passed'],
    [
      { process: { command: 'sleep 4323', ancestors: ['containerd-shim-runc-v2'] } },
      '进程 N（/usr/bin/sleep 4323）：祖先是 systemd',
    ],
    [
      { process: { command: 'sleep 4321', ancestors: ['systemd', 'containerd-shim'] } },
      '进程 N（sleep 4321）：祖先是 containerd-shim ← systemd',
    ],
    [
      { process: { command: 'sleep 4321', notAncestors: ['containerd-shim-runc-v2'] } },
      '进程 N（sleep 4321）：祖先里有 containerd-shim-runc-v2',
    ],
    [
      {
        process: {
          command: 'sleep 4321',
          namespaces: { pid: 'own', net: 'own', mnt: 'own', uts: 'own', ipc: 'own', user: 'machine' },
        },
      },
      'passed',
    ],
    [
      {
        process: {
          command: 'sleep 4322',
          namespaces: { pid: 'machine', net: 'machine', mnt: 'own', uts: 'machine', ipc: 'machine' },
        },
      },
      'passed',
    ],
    [
      { process: { command: 'sleep 4322', namespaces: { pid: 'own', mnt: 'machine' } } },
      '进程 N（sleep 4322）：pid namespace 和实验机共用，mnt namespace 是它自己的',
    ],
    [{ process: { command: 'sleep 4321', cgroup: '/docker/|docker-' } }, 'passed'],
    [{ process: { command: 'sleep 4323', cgroup: 'twin\\.service' } }, 'passed'],
    [
      { process: { command: 'sleep 4323', cgroup: '/docker/' } },
      '进程 N（/usr/bin/sleep 4323）：cgroup 是 …',
    ],
    [{ process: { command: 'sleep 432[123]$', count: 3 } }, 'passed'],
    [{ process: { command: 'sleep 432[123]$', count: 2 } }, '这样的进程有 3 个'],
    [{ process: { command: 'sleep 4321', uid: 0 } }, '进程 N（sleep 4321）：用户号是 1000'],
    [{ process: { name: 'nginx' } }, '没有这样的进程'],
    [{ process: { command: 'nginx', name: 'nginx' } }, '没有命令行是这样的进程'],
    [{ process: { name: 'a b' } }, 'passed'],
    [{ process: { command: 'no such thing' } }, '没有命令行是这样的进程'],
    [{ process: { name: 'nobody', count: 0 } }, 'passed'],
    // The check's own doing is not in the list.
    [{ process: { command: '-eww|timeout -s KILL' } }, '没有命令行是这样的进程'],
  ],
};
