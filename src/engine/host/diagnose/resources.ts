import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { tryRun } from '../run.ts';
import { bad, gib, good, note, type Finding } from './finding.ts';

export function disk(home: string, needsBytes: number): Finding {
  let dir = home;
  while (!existsSync(dir)) dir = dirname(dir);
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const detail = `${home} 所在的磁盘还剩 ${gib(free)}`;
  if (free >= needsBytes) return good('磁盘', detail);
  return bad('磁盘', detail, `至少要 ${gib(needsBytes)}：清出一些空间，或用 --home 换一块磁盘。`);
}

/** Server, engine and registry; measured: some 350 MiB. */
const OURSELVES_BYTES = 0.4 * 1024 ** 3;
/** An idle machine takes 48–70 MiB; a learner at work about this much. Its own limit, 1 GiB as a rule, is for peaks. */
const MACHINE_BYTES = 150 * 1024 ** 2;
const CLASS = 10;

export function memory(): Finding | undefined {
  if (!existsSync('/proc/meminfo')) return undefined;
  const kib = Number(/^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0);
  const available = kib * 1024;
  const machines = Math.max(0, Math.floor((available - OURSELVES_BYTES) / MACHINE_BYTES));
  const detail = `可用 ${gib(available)}，大约够 ${machines} 台实验机同时用（每台按 150 MiB 算），${cpus().length} 个核`;
  if (machines === 0) return bad('内存', detail, '一台都放不下：关掉别的程序，或加内存。');
  if (machines < CLASS) return note('内存', detail, '够自己用；要给一个班用，还要加内存。');
  return good('内存', detail);
}

/** `ours`: the port may be taken by the course itself. */
export async function port(host: string, number: number, ours: boolean): Promise<Finding> {
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port: number, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
  const place = `${host}:${number}`;
  if (code === undefined) return good('端口', `${place} 空闲`);
  if (code !== 'EADDRINUSE') return bad('端口', `不能监听 ${place}（${code}）`, '用 --host、--port 换一个。');
  if (ours) return good('端口', `${place} 在用：码头正在运行`);
  const who = (await tryRun('ss', ['-ltnpH', `sport = :${number}`])) ?? '';
  const name = /users:\(\("([^"]+)",pid=(\d+)/.exec(who);
  const holder = name ? `${name[1]}，进程号 ${name[2]}` : '别的程序';
  return bad('端口', `${place} 被占用：${holder}`, `换一个：npm start -- --port ${number + 1}`);
}
