import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { machinesGroup } from '../host.ts';
import { Busyness } from './busyness.ts';

/**
 * The kernel lets who runs go on for up to a tick (4 ms) before somebody who has just been woken gets the core, and a
 * terminal's echo is half a dozen wake-ups. So a machine that takes much more CPU than its part yields: whoever else
 * wakes comes before it at once. It still has all that nobody else wants.
 */
const LOOK_EVERY_MS = 250;

/** Until disposed. Of the machines in a group of the host; on a kernel that can't (before 5.15) it does nothing. */
export function guardCpu(cgroup: string): Disposable {
  const known = new Map<string, Busyness>();
  // The engine makes it with the first container.
  let group: ReturnType<typeof findGroup>;
  const timer = setInterval(() => {
    group ??= findGroup(cgroup);
    if (!group) return;
    const { cpu, accounts } = group;
    const machines = listMachines(cpu.dir);
    for (const name of known.keys()) if (!machines.includes(name)) known.delete(name);
    for (const name of machines) {
      try {
        const busyness = known.get(name) ?? new Busyness();
        known.set(name, busyness);
        const usedMs = usedCpuMs(join(accounts.dir, name), accounts.version);
        const yields = busyness.yields(usedMs, performance.now(), availableParallelism() / machines.length);
        setYields(join(cpu.dir, name), yields);
      } catch {
        // It ended meanwhile.
      }
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function findGroup(cgroup: string) {
  const cpu = machinesGroup(cgroup, 'cpu');
  const accounts = machinesGroup(cgroup, 'cpuacct');
  return cpu && accounts && { cpu, accounts };
}

function listMachines(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => /[0-9a-f]{64}/.test(name));
  } catch {
    return []; // the engine is being taken down
  }
}

function usedCpuMs(dir: string, version: 1 | 2): number {
  if (version === 1) return Number(readFileSync(join(dir, 'cpuacct.usage'), 'utf8')) / 1e6;
  return Number(/^usage_usec (\d+)/m.exec(readFileSync(join(dir, 'cpu.stat'), 'utf8'))?.[1]) / 1e3;
}

/** SCHED_IDLE for a whole group. What a server before us left set is seen, since the file is read. */
function setYields(dir: string, yields: boolean): void {
  const file = join(dir, 'cpu.idle');
  if (!existsSync(file)) return;
  const value = yields ? '1' : '0';
  if (readFileSync(file, 'utf8').trim() !== value) writeFileSync(file, value);
}
