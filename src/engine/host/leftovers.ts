import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostNames } from './names.ts';
import { tryRun } from './run.ts';

/** One thing on the host that carries a home's tag. */
export interface Leftover {
  readonly kind: '进程' | '挂载' | '环回设备' | '网络命名空间' | '网卡' | 'iptables 规则' | 'cgroup' | '目录';
  readonly what: string;
}

/** Everything of this home on the host, outside its folder: none after a clean stop. iptables are seen by root only. */
export async function findLeftovers(home: string): Promise<Leftover[]> {
  const { tag, netns, vethHost, runDir, dataDir, cgroup } = hostNames(home);
  const found: Leftover[] = [];
  const add = (kind: Leftover['kind'], what: string): void => void found.push({ kind, what });
  const processes = (await tryRun('pgrep', ['-af', `${runDir}/`])) ?? '';
  for (const line of processes.split('\n').filter(Boolean)) add('进程', line);
  for (const mount of mountsBelow([runDir, dataDir])) add('挂载', mount);
  for (const device of loopsBelow(dataDir)) add('环回设备', device);
  if (existsSync(`/run/netns/${netns}`)) add('网络命名空间', netns);
  if (existsSync(`/sys/class/net/${vethHost}`)) add('网卡', vethHost);
  for (const table of ['filter', 'nat']) {
    const rules = (await tryRun('iptables', ['-w', '10', '-t', table, '-S'])) ?? '';
    for (const line of rules.split('\n')) if (line.includes(tag)) add('iptables 规则', `-t ${table} ${line}`);
  }
  for (const hierarchy of ['', ...listing('/sys/fs/cgroup')]) {
    const dir = join('/sys/fs/cgroup', hierarchy, cgroup);
    if (existsSync(dir)) add('cgroup', dir);
  }
  if (existsSync(runDir)) add('目录', runDir);
  return found;
}

/** In the order in which they were made: unmount from the end. */
export function mountsBelow(dirs: readonly string[]): string[] {
  if (!existsSync('/proc/self/mountinfo')) return [];
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((mount) => dirs.some((dir) => mount.startsWith(`${dir}/`)));
}

/** Loop devices of files in a folder: a machine's disk between its making and its first mount. */
export function loopsBelow(dir: string): string[] {
  return listing('/sys/block')
    .filter((name) => {
      const file = `/sys/block/${name}/loop/backing_file`;
      return existsSync(file) && readFileSync(file, 'utf8').startsWith(`${dir}/`);
    })
    .map((name) => `/dev/${name}`);
}

const listing = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir) : []);
