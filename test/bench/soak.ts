import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMachine, type MachineHost, type MachineSpec } from '../../src/engine/machine.ts';
import { openTerminal } from '../../src/engine/terminal.ts';
import { openBenchHost, type BenchHost } from './own-host.ts';

const SPEC: MachineSpec = { flavour: 'docker', memoryBytes: 1024 ** 3, cpus: 1, pids: 2048 };
const AT_ONCE = 2;
/** Caches and pools are filled by then. */
const WARM_UP = 4;
const TERMINALS = 3;
/** A leak of a machine's worth would be megabytes each. */
const MAX_KIB_PER_CYCLE = 100;
const MAX_MIB = 8;
const SETTLE_MS = 3_000;

/** What a machine takes of the host. */
export interface Taken {
  readonly processes: number;
  readonly mounts: number;
  readonly loopDevices: number;
  readonly links: number;
  readonly networks: number;
  readonly containers: number;
  readonly volumes: number;
  readonly cgroups: number;
  readonly ptys: number;
  readonly diskFiles: number;
  readonly ownFiles: number;
  readonly engineFiles: number;
  readonly ownMiB: number;
  readonly engineMiB: number;
}

export interface SoakReport {
  readonly cycles: number;
  readonly terminals: number;
  readonly minutes: number;
  readonly before: Taken;
  readonly after: Taken;
  /** What is more at the end than it was; empty is what is wanted. */
  readonly leaks: readonly string[];
}

/** Machines come and go, with terminals in them; afterwards all is as it was. */
export async function soak(cycles: number, say: (text: string) => void): Promise<SoakReport> {
  await using opened = await openBenchHost(say);
  await lives(opened.host, WARM_UP, say);
  const before = await taken(opened);
  const began = performance.now();
  const terminals = await lives(opened.host, cycles, say);
  const minutes = Math.round((performance.now() - began) / 6_000) / 10;
  const after = await taken(opened);
  return {
    cycles,
    terminals,
    minutes,
    before,
    after,
    leaks: leaks(before, after, MAX_MIB + (cycles * MAX_KIB_PER_CYCLE) / 1024),
  };
}

/** What there is more of than there was, by its name; of memory and open files a little is none. */
export function leaks<T extends { readonly [what in keyof T]: number }>(
  before: T,
  after: T,
  maxMiB: number,
): string[] {
  return (Object.keys(before) as (keyof T & string)[]).filter((what) => {
    const allowed = what.endsWith('MiB') ? maxMiB : what.endsWith('Files') ? 4 : 0;
    return after[what] - before[what] > allowed;
  });
}

async function lives(host: MachineHost, count: number, say: (text: string) => void): Promise<number> {
  let left = count;
  let opened = 0;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const mine = count - left;
      await using machine = await startMachine(host, SPEC);
      for (let number = 1; number <= TERMINALS; number++) {
        const attach = () => machine.shell(number);
        const terminal = await openTerminal({ attach, nonce: machine.nonce });
        opened += 1;
        await terminal.waitForPrompt(20_000);
        await terminal.run(number === 1 ? 'docker run --rm hello-world' : 'seq 2000', 60_000);
        // One is closed as a learner does it, one is left to its machine's end.
        if (number === 2) await terminal.close();
        else await terminal[Symbol.asyncDispose]();
      }
      if (mine % 10 === 0) say(`${mine} / ${count}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return opened;
}

export async function taken({ host, names }: BenchHost): Promise<Taken> {
  await sleep(SETTLE_MS); // the kernel frees namespaces and groups a moment later
  globalThis.gc?.();
  const firstUid = host.remapped!.uid;
  const { docker } = host;
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [statusOf(name)] : []));
  // Another home's machines have the same uids: those of ours are in our group.
  const machines = processes.filter(
    (each) => each?.cgroup.includes(names.cgroup) && each.uid >= firstUid && each.uid < firstUid + 65_536,
  );
  const engine = processes.filter((each) => each?.cmdline.includes(names.runDir));
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const { Volumes } = await docker.listVolumes();
  return {
    processes: machines.length + engine.length,
    mounts: mounts.filter((line) => line.includes(names.runDir) || line.includes(names.dataDir)).length,
    loopDevices: readdirSync('/sys/block').filter((name) => backingOf(name).includes(names.dataDir)).length,
    links: readdirSync('/sys/class/net').length,
    networks: (await docker.listNetworks()).length,
    containers: (await docker.listContainers({ all: true })).length,
    volumes: Volumes?.length ?? 0,
    cgroups: cgroupsBelow(names.cgroup),
    ptys: machines.reduce((sum, each) => sum + (each?.ptys ?? 0), 0),
    diskFiles: readdirSync(join(names.dataDir, 'disks')).length,
    ownFiles: readdirSync('/proc/self/fd').length,
    engineFiles: engine.reduce((sum, each) => sum + (each?.files ?? 0), 0),
    ownMiB: Math.round(process.memoryUsage().rss / 1024 ** 2),
    engineMiB: Math.round(engine.reduce((sum, each) => sum + (each?.kib ?? 0), 0) / 1024),
  };
}

interface Status {
  readonly uid: number;
  readonly kib: number;
  readonly cmdline: string;
  readonly cgroup: string;
  readonly files: number;
  /** Masters of terminals. */
  readonly ptys: number;
}

function statusOf(pid: string): Status | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const files = readdirSync(`/proc/${pid}/fd`);
    return {
      uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? 0),
      kib: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0),
      cmdline: readFileSync(`/proc/${pid}/cmdline`, 'latin1'),
      cgroup: readFileSync(`/proc/${pid}/cgroup`, 'latin1'),
      files: files.length,
      ptys: files.filter((fd) => linkOf(`/proc/${pid}/fd/${fd}`).endsWith('/ptmx')).length,
    };
  } catch {
    return undefined; // it has just ended
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return ''; // it has just been closed
  }
}

function backingOf(device: string): string {
  try {
    return readFileSync(`/sys/block/${device}/loop/backing_file`, 'utf8');
  } catch {
    return ''; // not a loop device, or a free one
  }
}

function cgroupsBelow(name: string): number {
  const roots = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(' ')[4] ?? '');
  return roots.reduce((sum, root) => sum + directoriesBelow(join(root, name)), 0);
}

function directoriesBelow(dir: string): number {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .reduce((sum, { name }) => sum + 1 + directoriesBelow(join(dir, name)), 0);
  } catch {
    return 0;
  }
}
