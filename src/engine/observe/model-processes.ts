import {
  OBSERVE_LIMITS as LIMITS,
  OBSERVED_NAMESPACES,
  type Cgroup,
  type ObservedNamespace,
  type Process,
  type ProcessesState,
} from '../../shared/observe.ts';
import type { RawProcesses } from './raw.ts';
import { clip } from './text.ts';

type RawProcess = RawProcesses['processes'][number];
type RawGroup = RawProcesses['groups'][number];

/** Cumulated CPU time of each group at an earlier reading, for use is a difference. */
export interface CpuBefore {
  readonly atMs: number;
  /** Nanoseconds, by container; '' is the machine. */
  readonly usedNs: ReadonlyMap<string, number>;
}

/** Process tree, namespaces and limits; `names`: containers by ID. */
export function processesModel(
  raw: RawProcesses,
  names: ReadonlyMap<string, string>,
  atMs: number,
  before: CpuBefore | undefined,
): { state: ProcessesState; cpu: CpuBefore } {
  const inside = withoutLookers(raw);
  const first = inside.find(({ pid }) => pid === 1);
  const ordered = parentsFirst(inside);
  const important = ordered.filter((each) => isEngine(each) || each.container !== null || each.pid === 1);
  // In a flood of processes (a fork bomb in the shell) those that the picture is about come first.
  const shown = new Set([...new Set([...important, ...ordered])].slice(0, LIMITS.processes));
  const shimOf = shimContainers(inside);
  const processes = ordered
    .filter((each) => shown.has(each))
    .map((each) => drawProcess(each, first, inside, shimOf));
  const usedNs = new Map(
    raw.groups.flatMap((group) => {
      const used = cpuUsedNs(group);
      return used === null ? [] : [[group.container ?? '', used] as const];
    }),
  );
  const cgroups = raw.groups
    .slice(0, LIMITS.containers + 1)
    .map((group) => drawGroup(group, usedNs, atMs, before));
  const named = new Set([...processes, ...cgroups].flatMap(({ container }) => container ?? []));
  return {
    state: {
      cgroupVersion: raw.version,
      processes,
      moreProcesses: raw.more + inside.length - processes.length,
      cgroups,
      containers: Object.fromEntries(
        [...named].flatMap((id) => {
          const name = names.get(id);
          return name === undefined ? [] : [[id, name]];
        }),
      ),
    },
    cpu: { atMs, usedNs },
  };
}

/** Without what `docker exec` brought from outside the machine (this reader, the checks): it has no parent in there. */
function withoutLookers({ processes, self }: RawProcesses): RawProcess[] {
  const byPid = new Map(processes.map((each) => [each.pid, each]));
  return processes.filter((each) => {
    let at = each;
    for (let depth = 0; at.ppid !== 0 && depth < 64; depth++) {
      const parent = byPid.get(at.ppid);
      if (!parent) return true;
      at = parent;
    }
    return at.pid === 1 || (at.ppid !== 0 && at.pid !== self);
  });
}

function parentsFirst(all: readonly RawProcess[]): RawProcess[] {
  const pids = new Set(all.map(({ pid }) => pid));
  const children = new Map<number, RawProcess[]>();
  for (const each of all) {
    const parent = pids.has(each.ppid) ? each.ppid : 0;
    children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const ordered: RawProcess[] = [];
  const open = [...(children.get(0) ?? [])].reverse();
  for (let at; (at = open.pop());) {
    ordered.push(at);
    // What says it is its own ancestor is never reached, and left out.
    open.push(...(children.get(at.pid) ?? []).reverse());
    children.delete(at.pid);
  }
  return ordered;
}

const program = ({ command }: RawProcess): string => /^\S*?([^\s/]+)(?:\s|$)/.exec(command)?.[1] ?? '';
const isShim = (each: RawProcess): boolean => program(each).startsWith('containerd-shim');
const isEngine = (each: RawProcess): boolean =>
  isShim(each) || ['dockerd', 'containerd', 'docker-proxy'].includes(program(each));

/** A shim names its container on its command line (`-id …`), and serves it without being in it. */
function shimContainers(all: readonly RawProcess[]): ReadonlyMap<number, string> {
  return new Map(
    all.filter(isShim).flatMap(({ pid, command }) => {
      const id = /\s-id\s+([0-9a-f]{64})(?:\s|$)/.exec(command)?.[1];
      return id === undefined ? [] : [[pid, id] as const];
    }),
  );
}

function drawProcess(
  raw: RawProcess,
  first: RawProcess | undefined,
  all: readonly RawProcess[],
  shimOf: ReadonlyMap<number, string>,
): Process {
  const parentIsShim = shimOf.has(raw.ppid);
  const name = program(raw);
  const role: Process['role'] =
    raw.container !== null
      ? parentIsShim && raw.inner === 1
        ? 'init'
        : 'in-container'
      : raw.pid === 1
        ? 'systemd'
        : isShim(raw)
          ? 'shim'
          : name === 'dockerd'
            ? 'dockerd'
            : name === 'containerd'
              ? 'containerd'
              : name === 'docker-proxy'
                ? 'proxy'
                : 'machine';
  const namespaces = Object.fromEntries(
    OBSERVED_NAMESPACES.map((kind) => {
      const inode = raw.ns[kind] ?? null;
      const base = first?.ns[kind] ?? null;
      return [kind, { inode, own: inode !== null && base !== null && inode !== base }];
    }),
  ) as Record<ObservedNamespace, { inode: number | null; own: boolean }>;
  return {
    pid: raw.pid,
    ppid: raw.ppid,
    innerPid: raw.inner ?? raw.pid,
    uid: raw.uid ?? 0,
    name: clip(raw.name),
    command: clip(raw.command === '' ? `[${raw.name}]` : raw.command),
    role,
    container: raw.container ?? shimOf.get(raw.pid) ?? null,
    namespaces,
    cgroup: clip(raw.cgroup ?? ''),
    memoryBytes: raw.rss ?? 0,
  };
}

const V1_UNLIMITED = 2 ** 62;

function drawGroup(
  group: RawGroup,
  usedNs: ReadonlyMap<string, number>,
  atMs: number,
  before: CpuBefore | undefined,
): Cgroup {
  const v1 = group.files['memory.limit_in_bytes'] !== undefined || group.files['cpuacct.usage'] !== undefined;
  const file = (name: string): string | null => (group.files[name] ? clip(group.files[name].file) : null);
  const count = (name: string): number | null => toNumber(group.files[name]?.content);
  const now = usedNs.get(group.container ?? '');
  const then = before?.usedNs.get(group.container ?? '');
  const passedMs = before ? atMs - before.atMs : 0;
  const cores =
    now === undefined || then === undefined || passedMs <= 0 || now < then
      ? null
      : (now - then) / 1e6 / passedMs;
  const memoryLimit = v1 ? 'memory.limit_in_bytes' : 'memory.max';
  const limit = count(memoryLimit);
  const events = group.files[v1 ? 'memory.oom_control' : 'memory.events']?.content ?? '';
  return {
    container: group.container === null ? null : clip(group.container),
    path: clip(group.path ?? ''),
    memory: {
      used: count(v1 ? 'memory.usage_in_bytes' : 'memory.current'),
      limit: limit !== null && limit < V1_UNLIMITED ? limit : null,
      file: file(memoryLimit),
    },
    cpu: {
      used: cores === null ? null : Math.round(cores * 1000) / 1000,
      limit: v1 ? quotaV1(group) : quotaV2(group),
      file: file(v1 ? 'cpu.cfs_quota_us' : 'cpu.max'),
    },
    pids: { used: count('pids.current'), limit: count('pids.max'), file: file('pids.max') },
    oomKills: toNumber(/^oom_kill (\d+)/m.exec(events)?.[1]),
  };
}

function cpuUsedNs({ files }: RawGroup): number | null {
  const v1 = toNumber(files['cpuacct.usage']?.content);
  if (v1 !== null) return v1;
  const us = toNumber(/^usage_usec (\d+)/m.exec(files['cpu.stat']?.content ?? '')?.[1]);
  return us === null ? null : us * 1000;
}

function quotaV1({ files }: RawGroup): number | null {
  const quota = toNumber(files['cpu.cfs_quota_us']?.content);
  const period = toNumber(files['cpu.cfs_period_us']?.content);
  return quota === null || !period ? null : quota / period;
}

function quotaV2({ files }: RawGroup): number | null {
  const [quota, period] = (files['cpu.max']?.content ?? '').trim().split(' ').map(toNumber);
  return quota == null || !period ? null : quota / period;
}

/** Null for `max`, for -1 and for what is no number. */
function toNumber(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d+$/.test(trimmed) ? Number(trimmed) : null;
}
