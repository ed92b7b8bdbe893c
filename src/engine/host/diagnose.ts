import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logTail } from './daemon.ts';
import { kernelShortfalls } from './kernel.ts';
import { lockHolder } from './lock.ts';
import { hostNames } from './names.ts';
import { installCommand, missingPackages } from './packages.ts';

/** One thing looked at. `bad` stops a start, `note` is worth knowing. */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly detail: string;
  readonly next?: string;
}

const GIB = 1024 ** 3;

/** Looks at the machine without changing anything; the engine need not be running. */
export function diagnoseHost(home: string, needsBytes: number): Finding[] {
  return [
    system(),
    user(),
    packages(),
    disk(home, needsBytes),
    cgroups(),
    kernel(),
    holder(home),
    lastWords(home),
  ].filter((finding) => finding !== undefined);
}

function system(): Finding {
  const good = process.platform === 'linux';
  return {
    what: '系统',
    state: good ? 'good' : 'note',
    detail: `${process.platform}，Node ${process.version}`,
    ...(!good && { next: '不是 Linux：会改用你自己的 Docker，只给本机一个人用。' }),
  };
}

function user(): Finding {
  const root = process.getuid?.() === 0;
  return {
    what: '用户',
    state: root ? 'good' : 'note',
    detail: root ? 'root' : '不是 root',
    ...(!root && { next: '用 sudo npm start，才能用码头自己的宿主引擎。' }),
  };
}

function packages(): Finding | undefined {
  if (process.platform !== 'linux') return undefined;
  const missing = missingPackages();
  return missing.length === 0
    ? { what: '系统软件包', state: 'good', detail: '齐全' }
    : {
        what: '系统软件包',
        state: 'note',
        detail: `缺少 ${missing.join('、')}`,
        next: `以 root 启动时会自动安装；也可以自己运行：${installCommand(missing)}`,
      };
}

function disk(home: string, needsBytes: number): Finding {
  let dir = home;
  while (!existsSync(dir)) dir = dirname(dir);
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const detail = `${home} 所在的磁盘还剩 ${(free / GIB).toFixed(1)} GiB`;
  if (free >= needsBytes) return { what: '磁盘', state: 'good', detail };
  return {
    what: '磁盘',
    state: 'bad',
    detail,
    next: `至少要 ${needsBytes / GIB} GiB：清出一些空间，或用 --home 换一块磁盘。`,
  };
}

function cgroups(): Finding | undefined {
  if (process.platform !== 'linux') return undefined;
  const version = existsSync('/sys/fs/cgroup/cgroup.controllers') ? 2 : 1;
  return { what: 'cgroup', state: 'good', detail: `v${version}` };
}

function kernel(): Finding | undefined {
  if (process.platform !== 'linux') return undefined;
  const low = kernelShortfalls();
  return {
    what: '内核参数',
    state: low.length === 0 ? 'good' : 'note',
    detail:
      low.length === 0
        ? '足够'
        : low.map(({ key, from, to }) => `${key.replaceAll('/', '.')} 是 ${from}，要 ${to}`).join('；'),
    ...(low.length > 0 && { next: '启动时会自动调高，停止时改回，不用管。' }),
  };
}

function holder(home: string): Finding {
  const held = lockHolder(home);
  return {
    what: '数据目录',
    state: 'good',
    detail: held ? `${home} 正被使用：${held.what}，进程号 ${held.pid}` : `${home} 没有被占用`,
  };
}

/** An engine that nobody stopped, or the last errors of one that did not come up. */
function lastWords(home: string): Finding | undefined {
  const { logDir, runDir } = hostNames(home);
  const log = join(logDir, 'dockerd.log');
  if (!existsSync(log)) return undefined;
  if (existsSync(runDir) && !lockHolder(home)) {
    return {
      what: '宿主引擎',
      state: 'note',
      detail: '上次没有正常结束',
      next: '下一次启动会接管或清理它。',
    };
  }
  const errors = logTail(log, 200)
    .split('\n')
    .filter((line) => /level=(error|fatal)|failed to start/.test(line))
    .slice(-3);
  if (errors.length === 0) return { what: '宿主引擎', state: 'good', detail: '日志里没有错误' };
  return {
    what: '宿主引擎',
    state: 'note',
    detail: `日志里有错误：\n    ${errors.join('\n    ')}`,
    next: `完整日志：${log}`,
  };
}
