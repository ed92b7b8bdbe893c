import { expect, it } from 'vitest';
import { OBSERVED_NAMESPACES, type Process, type ProcessesState } from '../../../shared/observe.ts';
import { processTree } from './tree.ts';

const process = (
  pid: number,
  ppid: number,
  role: Process['role'],
  container: string | null = null,
): Process => ({
  pid,
  ppid,
  innerPid: pid,
  uid: 0,
  name: role,
  command: role,
  role,
  container,
  namespaces: Object.fromEntries(
    OBSERVED_NAMESPACES.map((kind) => [kind, { inode: 1, own: false }]),
  ) as Process['namespaces'],
  cgroup: '/',
  memoryBytes: 1,
});

const state: ProcessesState = {
  cgroupVersion: 2,
  moreProcesses: 0,
  cgroups: [],
  containers: { c1: 'web', c2: 'box' },
  processes: [
    process(1, 0, 'systemd'),
    process(20, 1, 'machine'),
    process(21, 20, 'machine'),
    process(500, 1, 'shim', 'c1'),
    process(300, 1, 'containerd'),
    process(400, 1, 'dockerd'),
    process(520, 500, 'init', 'c1'),
    process(530, 520, 'in-container', 'c1'),
    process(600, 1, 'shim', 'c2'),
    process(620, 600, 'init', 'c2'),
    process(450, 400, 'proxy', 'c1'),
  ],
};

it('goes down the chain: dockerd, containerd, the shims with what they keep', () => {
  const { rows, hidden } = processTree(state, false);
  const lines = rows.map((row) => `${'-'.repeat(row.depth)}${row.process.pid}`);
  expect(lines).toEqual(['1', '-400', '--450', '-300', '-500', '--520', '---530', '-600', '--620']);
  expect(hidden).toBe(2);
  for (const { process, parentRow } of rows)
    if (parentRow !== null) expect(rows[parentRow]?.process.pid).toBe(process.ppid);
});

it('a container is one frame: its shim and all below, and not its neighbour', () => {
  const { frames, rows } = processTree(state, false);
  const pids = frames.map(({ name, from, to }) => [
    name,
    rows.slice(from, to + 1).map((row) => row.process.pid),
  ]);
  expect(pids).toEqual([
    ['web', [500, 520, 530]],
    ['box', [600, 620]],
  ]);
});

it('says who asked whom, which the kernel no longer knows', () => {
  const { asked, rows } = processTree(state, false);
  const pid = (row: number): number => rows[row]!.process.pid;
  expect(asked.map(({ from, to }) => [pid(from), pid(to)])).toEqual([
    [400, 300],
    [300, 500],
    [300, 600],
  ]);
});

it('shows the rest of the machine if asked, and adopts an orphan', () => {
  const orphan = { ...state, processes: [...state.processes, process(900, 777, 'machine')] };
  const { rows, hidden } = processTree(orphan, true);
  expect(hidden).toBe(0);
  expect(rows).toHaveLength(orphan.processes.length);
  expect(rows.find((row) => row.process.pid === 900)?.depth).toBe(1);
});

it('of an empty machine there is nothing to draw', () => {
  expect(processTree({ ...state, processes: [] }, true).rows).toEqual([]);
});
