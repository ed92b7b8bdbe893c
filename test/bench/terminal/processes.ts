import { readdirSync, readFileSync } from 'node:fs';

interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly cmdline: string;
}

const TICK_MS = 10; // USER_HZ is 100 on every Linux that runs Node

function allProcesses(): ProcessInfo[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // utime, stime, and those of children that have ended.
      const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
      const cmdline = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
      return [{ pid: Number(name), parent: Number(fields[1]), ticks, cmdline }];
    } catch {
      return []; // it has just ended
    }
  });
}

/** Everything that has a part in a terminal on the server's side: server, engine, container, and all their children. */
export interface Scope {
  readonly serverPid: number;
  readonly containerId: string;
  /** Where the engine keeps its sockets: it is in its processes' arguments. */
  readonly engineDir: string;
}

function inScope({ serverPid, containerId, engineDir }: Scope): ProcessInfo[] {
  const all = allProcesses();
  const engine = new RegExp(`^(\\S*/)?(dockerd|containerd) .*${engineDir}`);
  const roots = all.filter(
    ({ pid, cmdline }) =>
      pid === serverPid ||
      engine.test(cmdline) ||
      (cmdline.includes('containerd-shim') && cmdline.includes(containerId)),
  );
  const found = new Map(roots.map((p) => [p.pid, p]));
  for (let grew = true; grew;) {
    grew = false;
    for (const p of all) {
      // The engine's children are the shims of all containers: only ours counts.
      if (found.has(p.pid) || !found.has(p.parent)) continue;
      if (p.cmdline.includes('containerd-shim')) continue;
      found.set(p.pid, p);
      grew = true;
    }
  }
  return [...found.values()];
}

export function cpuMs(scope: Scope): number {
  return inScope(scope).reduce((sum, { ticks }) => sum + ticks * TICK_MS, 0);
}

const isShell = ({ cmdline }: ProcessInfo): boolean => /^(\/bin\/)?bash -l$/.test(cmdline);

/** Proportional set size of all but the shells themselves, which cost the same whoever starts them. */
export function memoryMiB(scope: Scope): number {
  const kib = inScope(scope)
    .filter((process) => !isShell(process))
    .reduce((sum, { pid }) => {
      try {
        return (
          sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
        );
      } catch {
        return sum;
      }
    }, 0);
  return kib / 1024;
}

export const shellCount = (scope: Scope): number => inScope(scope).filter(isShell).length;
