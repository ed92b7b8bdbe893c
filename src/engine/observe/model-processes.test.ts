import { describe, expect, test } from 'vitest';
import { OBSERVE_LIMITS, processesStateSchema } from '../../shared/observe.ts';
import { processesModel } from './model-processes.ts';
import type { RawProcesses } from './raw.ts';

const ID = 'ab'.repeat(32);
const MACHINE = { pid: 1, net: 2, mnt: 3, uts: 4, ipc: 5, user: 6, cgroup: 7 };
type RawProcess = RawProcesses['processes'][number];
const process = (pid: number, ppid: number, command: string, more: Partial<RawProcess> = {}): RawProcess => ({
  pid,
  ppid,
  name: command.split(' ')[0]!.split('/').at(-1)!.slice(0, 15),
  command,
  uid: 0,
  inner: pid,
  rss: 4096,
  cgroup: '/',
  container: null,
  ns: MACHINE,
  ...more,
});
const inside = { container: ID, cgroup: `/docker/${ID}`, ns: { ...MACHINE, pid: 11, net: 12 } };
const TREE = [
  process(1, 0, '/sbin/init'),
  process(20, 1, '/usr/bin/containerd'),
  process(30, 1, '/usr/sbin/dockerd -H fd://'),
  process(40, 1, `/usr/bin/containerd-shim-runc-v2 -namespace moby -id ${ID} -address x`),
  process(50, 40, 'sh -c top', { ...inside, inner: 1 }),
  process(51, 50, 'top', { ...inside, inner: 7 }),
  process(60, 30, '/usr/sbin/docker-proxy -proto tcp -host-port 80'),
  process(70, 0, 'matou-observe'),
  process(71, 70, 'ip -j addr'),
  process(80, 1, '', { name: 'gone' }),
];
const raw = (processes: RawProcess[], more: Partial<RawProcesses> = {}): RawProcesses => ({
  version: 2,
  processes,
  more: 0,
  self: 70,
  groups: [],
  ...more,
});
const model = (reading: RawProcesses, ...rest: [number?, Parameters<typeof processesModel>[3]?]) =>
  processesModel(reading, new Map([[ID, 'web']]), rest[0] ?? 0, rest[1]);

test('who started whom, whose they are, and what sets them apart from the machine', () => {
  const { state } = model(raw(TREE));
  expect(processesStateSchema.parse(state)).toEqual(state);
  expect(state.processes.map(({ pid, role, container }) => [pid, role, container])).toEqual([
    [1, 'systemd', null],
    [20, 'containerd', null],
    [30, 'dockerd', null],
    [60, 'proxy', null],
    [40, 'shim', ID],
    [50, 'init', ID],
    [51, 'in-container', ID],
    [80, 'machine', null],
  ]);
  const first = state.processes.find(({ pid }) => pid === 50)!;
  expect(first.namespaces.pid).toEqual({ inode: 11, own: true });
  expect(first.namespaces.user).toEqual({ inode: 6, own: false });
  expect(state.processes.find(({ pid }) => pid === 80)!.command).toBe('[gone]');
  expect(state.containers).toEqual({ [ID]: 'web' });
});

test('a program that calls itself dockerd inside a container is none', () => {
  const { state } = model(raw([...TREE, process(90, 50, '/usr/sbin/dockerd', { ...inside, inner: 9 })]));
  expect(state.processes.find(({ pid }) => pid === 90)!.role).toBe('in-container');
});

test('a fork bomb in the shell leaves the engine in the picture', () => {
  const bomb = Array.from({ length: 900 }, (_, i) => process(1_000 + i, 1, 'bomb'));
  const { state } = model(raw([...bomb, ...TREE], { more: 100 }));
  expect(state.processes).toHaveLength(OBSERVE_LIMITS.processes);
  expect(state.processes.map(({ pid }) => pid)).toEqual(expect.arrayContaining([1, 20, 30, 40, 50, 51, 60]));
  expect(state.moreProcesses).toBe(100 + 900 + 8 - OBSERVE_LIMITS.processes);
});

test('ancestors that go in a circle hang nothing', () => {
  const { state } = model(
    raw([process(1, 0, 'init'), process(5, 6, 'a'), process(6, 5, 'b'), process(7, 7, 'c')]),
  );
  expect(state.processes.map(({ pid }) => pid)).toEqual([1]);
});

describe('limits and use', () => {
  const files = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).map(([name, content]) => [name, { file: `/x/${name}`, content }]));

  test('cgroup v2', () => {
    const group = (usec: number) => ({
      container: ID,
      path: `/docker/${ID}`,
      files: files({
        'memory.max': '67108864\n',
        'memory.current': '1048576\n',
        'memory.events': 'low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\n',
        'cpu.max': '50000 100000\n',
        'cpu.stat': `usage_usec ${usec}\nuser_usec 1\n`,
        'pids.max': 'max\n',
        'pids.current': '3\n',
      }),
    });
    const first = model(raw([], { groups: [group(1_000_000)] }), 1_000);
    expect(first.state.cgroups[0]).toEqual({
      container: ID,
      path: `/docker/${ID}`,
      memory: { used: 1_048_576, limit: 67_108_864, file: '/x/memory.max' },
      cpu: { used: null, limit: 0.5, file: '/x/cpu.max' },
      pids: { used: 3, limit: null, file: '/x/pids.max' },
      oomKills: 1,
    });
    const second = model(raw([], { groups: [group(1_500_000)] }), 3_000, first.cpu);
    expect(second.state.cgroups[0]!.cpu.used).toBe(0.25);
  });

  test('cgroup v1, unlimited and unreadable', () => {
    const { state } = model(
      raw([], {
        version: 1,
        groups: [
          {
            container: null,
            path: '/',
            files: files({
              'memory.limit_in_bytes': '9223372036854771712\n',
              'memory.usage_in_bytes': '5\n',
              'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n',
              'cpu.cfs_quota_us': '-1\n',
              'cpu.cfs_period_us': '100000\n',
            }),
          },
        ],
      }),
    );
    expect(state.cgroups[0]).toMatchObject({
      container: null,
      memory: { used: 5, limit: null, file: '/x/memory.limit_in_bytes' },
      cpu: { used: null, limit: null, file: '/x/cpu.cfs_quota_us' },
      pids: { used: null, limit: null, file: null },
      oomKills: 4,
    });
  });
});
