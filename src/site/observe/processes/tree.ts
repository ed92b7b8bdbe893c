import { hierarchy } from 'd3-hierarchy';
import type { Cgroup, Process, ProcessesState } from '../../../shared/observe.ts';

/** One line of the picture. */
export interface ProcessRow {
  readonly process: Process;
  readonly row: number;
  readonly depth: number;
  /** The row of its parent; null for PID 1. */
  readonly parentRow: number | null;
}

/** The rows that a container's processes take, its shim's included: they are drawn in one frame. */
export interface Frame {
  readonly container: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly cgroup: Cgroup | null;
}

/** "This one asked that one": containerd starts each shim, though PID 1 then takes it in. */
export interface Asked {
  readonly from: number;
  readonly to: number;
}

export interface ProcessTree {
  readonly rows: readonly ProcessRow[];
  readonly frames: readonly Frame[];
  readonly asked: readonly Asked[];
  /** Processes of the machine that have nothing to do with Docker and are left out. */
  readonly hidden: number;
}

interface Node {
  readonly process: Process;
  readonly children: readonly Node[];
}

/** In the order of the chain: who asks comes before who is asked, what has nothing to do with it last. */
const ORDER: Record<Process['role'], number> = {
  systemd: 0,
  dockerd: 1,
  containerd: 2,
  proxy: 3,
  shim: 4,
  init: 5,
  'in-container': 6,
  machine: 7,
};

/** As rows, a parent before its children. `all`: also what has nothing to do with Docker. */
export function processTree(state: ProcessesState, all: boolean): ProcessTree {
  const root = nested(state.processes);
  if (root === null) return { rows: [], frames: [], asked: [], hidden: 0 };
  const wanted = all ? root : { ...root, children: root.children.flatMap(withDocker) };
  const rows: ProcessRow[] = [];
  const rowOf = new Map<Process, number>();
  // eachBefore visits a parent, then its children from first to last: the order of the lines.
  hierarchy<Node>(wanted, (node) => [...node.children]).eachBefore((node) => {
    const { process } = node.data;
    rowOf.set(process, rows.length);
    const parentRow = node.parent ? (rowOf.get(node.parent.data.process) ?? null) : null;
    rows.push({ process, row: rows.length, depth: node.depth, parentRow });
  });
  const hidden = state.processes.length - rows.length;
  return { rows, frames: framesOf(rows, state), asked: askedOf(rows), hidden };
}

/** PID 1 and all below it; a process whose parent is gone (it ended while we read) is PID 1's, as the kernel sees to. */
function nested(processes: readonly Process[]): Node | null {
  const init = processes.find(({ ppid }) => ppid === 0);
  if (!init) return null;
  const known = new Set(processes.map(({ pid }) => pid));
  const childrenOf = new Map<number, Process[]>();
  for (const process of processes) {
    if (process === init) continue;
    const parent = known.has(process.ppid) ? process.ppid : init.pid;
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), process]);
  }
  const build = (process: Process): Node => ({
    process,
    children: (childrenOf.get(process.pid) ?? [])
      .sort((a, b) => ORDER[a.role] - ORDER[b.role] || a.pid - b.pid)
      .map(build),
  });
  return build(init);
}

/** The branches with something of Docker's in them. */
function withDocker(node: Node): Node[] {
  const children = node.children.flatMap(withDocker);
  return node.process.role !== 'machine' || children.length > 0 ? [{ ...node, children }] : [];
}

/** Only what lies together: a container's shim, and all below it. */
function framesOf(rows: readonly ProcessRow[], state: ProcessesState): Frame[] {
  const frames: Frame[] = [];
  for (const { process, row, depth } of rows) {
    const { container } = process;
    if (process.role !== 'shim' || container === null) continue;
    let to = row;
    while ((rows[to + 1]?.depth ?? 0) > depth) to++;
    const cgroup = state.cgroups.find((each) => each.container === container) ?? null;
    const name = state.containers[container] ?? container.slice(0, 12);
    frames.push({ container, name, from: row, to, cgroup });
  }
  return frames;
}

function askedOf(rows: readonly ProcessRow[]): Asked[] {
  const rowOf = (role: Process['role']): number | undefined =>
    rows.find(({ process }) => process.role === role)?.row;
  const [dockerd, containerd] = [rowOf('dockerd'), rowOf('containerd')];
  const asked: Asked[] = [];
  if (dockerd !== undefined && containerd !== undefined) asked.push({ from: dockerd, to: containerd });
  if (containerd !== undefined)
    for (const { process, row } of rows)
      if (process.role === 'shim') asked.push({ from: containerd, to: row });
  return asked;
}
