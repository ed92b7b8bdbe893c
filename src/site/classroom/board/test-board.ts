import type { BoardLab, BoardMember, BoardMessage, Cell } from '../../../shared/board.ts';
import type { ClassInfo } from '../../../shared/classroom.ts';
import { applyBoard, type BoardState } from './board-state.ts';

/** A class as the server might tell of it, for unit tests. */
export const NOW = '2026-03-02T10:00:00.000Z';
export const minutesAgo = (minutes: number): string =>
  new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

export const LAB: BoardLab = {
  lab: 'ch4/hello-world',
  title: '第一个容器',
  steps: [1, 2, 3, 4, 5, 6].map((n) => ({
    id: `s${n}`,
    title: `第 ${n} 件事`,
    checks: [`检查 ${n}-1`, `检查 ${n}-2`],
  })),
};
export const OTHER_LAB: BoardLab = {
  lab: 'ch7/stop',
  title: '停得体面',
  steps: [{ id: 'kill', title: '停下它', checks: ['没有停下'] }],
};

export const CLASS: ClassInfo = {
  class: 'c1',
  code: '7K2M9P',
  state: 'open',
  paused: false,
  createdAt: minutesAgo(60),
  closedAt: null,
  members: 0,
  settings: {
    title: '一班',
    joinBy: 'code',
    openLabs: null,
    closesAt: null,
    overtimeMinutes: 0,
    idleMinutes: null,
    stuckMinutes: 5,
    solutions: true,
    record: false,
  },
};

export function member(name: string, change: Partial<BoardMember> = {}): BoardMember {
  return {
    member: `m-${name}`,
    number: 1,
    name,
    joinedAt: minutesAgo(50),
    pages: 1,
    lastActiveAt: null,
    hand: null,
    machine: null,
    current: null,
    stuck: null,
    cells: [],
    passed: 0,
    extraMinutes: 0,
    ...change,
  };
}

export function cell(step: string, state: Cell['state'], change: Partial<Cell> = {}): Cell {
  return {
    lab: LAB.lab,
    step,
    state,
    passedAt: state === 'passed' ? minutesAgo(3) : null,
    late: false,
    attempts: 0,
    hintsSeen: 0,
    solutionSeen: false,
    check: null,
    reason: null,
    ...change,
  };
}

/** At work in a machine of the lab. */
export const atWork = (step: string | null, minutes: number, lab = LAB.lab): Partial<BoardMember> => ({
  machine: { lab, state: 'ready', position: null, expiresAt: null, reason: null },
  current: { lab, step, since: minutesAgo(minutes) },
});

type Snapshot = Extract<BoardMessage, { type: 'snapshot' }>;

export function board(members: readonly BoardMember[], change: Partial<Snapshot> = {}): BoardState {
  const snapshot: Snapshot = {
    type: 'snapshot',
    seq: 7,
    now: NOW,
    class: { ...CLASS, members: members.length },
    labs: [LAB, OTHER_LAB],
    members: members.map((each, index) => ({ ...each, number: numberAt(members, index) })),
    hot: [],
    capacity: { machines: 40, used: 0, waiting: 0 },
    ...change,
  };
  return applyBoard(null, snapshot, Date.parse(NOW)) as BoardState;
}

/** As the server counts: by the time of joining. */
function numberAt(members: readonly BoardMember[], index: number): number {
  const { joinedAt } = members[index]!;
  return (
    1 +
    members.filter((each, at) => each.joinedAt < joinedAt || (each.joinedAt === joinedAt && at < index))
      .length
  );
}
