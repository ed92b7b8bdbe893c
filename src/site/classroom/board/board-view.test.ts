import { describe, expect, it } from 'vitest';
import type { BoardMember, Stuck } from '../../../shared/board.ts';
import {
  busiestLab,
  countRows,
  filterRows,
  passedByStep,
  sameRow,
  sortRows,
  viewRows,
  type Filter,
  type Row,
  type Sort,
} from './board-view.ts';
import { cellText } from './cell-text.ts';
import { atWork, board, cell, CLASS, LAB, member, minutesAgo, NOW, OTHER_LAB } from './test-board.ts';

const OPTIONS = { hidden: false, nowMs: Date.parse(NOW) };
const rowsOf = (members: readonly BoardMember[], hidden = false): Row[] =>
  viewRows(board(members), LAB, { ...OPTIONS, hidden });
const rowOf = (change: Partial<BoardMember>): Row => rowsOf([member('王芳', change)])[0]!;

const stuck = (minutes: number, change: Partial<Stuck> = {}): Stuck => ({
  lab: LAB.lab,
  step: 's2',
  since: minutesAgo(minutes),
  kind: 'failing',
  check: 1,
  reason: null,
  ...change,
});
const ALL_PASSED = LAB.steps.map(({ id }) => cell(id, 'passed'));

describe('what a learner is about', () => {
  it.each<[string, Partial<BoardMember>, string, string]>([
    ['nothing known', {}, 'not-started', '还没有开始'],
    ['at a step', atWork('s3', 4), 'working', '第 3 步 · 4 分'],
    ['stuck', { ...atWork('s2', 12), stuck: stuck(12) }, 'stuck', '卡在第 2 步 · 12 分'],
    [
      'no progress',
      { ...atWork('s2', 9), stuck: stuck(9, { kind: 'quiet' }) },
      'quiet',
      '第 2 步没有进展 · 9 分',
    ],
    ['all done, machine still there', { ...atWork(null, 1), cells: ALL_PASSED }, 'done', '全部完成'],
    ['all done, machine gone', { cells: ALL_PASSED }, 'done', '全部完成'],
    ['in another lab', atWork('kill', 1, OTHER_LAB.lab), 'elsewhere', '在做《停得体面》'],
    ['stopped half-way', { cells: [cell('s1', 'passed'), cell('s2', 'open')] }, 'idle', '停在半路'],
    [
      'machine gone before anything was done',
      { current: { lab: LAB.lab, step: 's1', since: NOW } },
      'idle',
      '实验机已收回',
    ],
    [
      'at the end, but not all passed',
      { ...atWork(null, 1), cells: [...ALL_PASSED.slice(1), cell('s1', 'skipped')] },
      'idle',
      '做到了最后，有跳过的',
    ],
    [
      'looked at by the server only',
      { cells: [cell('s1', 'open', { check: 0, reason: '还没有' })] },
      'not-started',
      '还没有开始',
    ],
  ])('%s', (_, change, situation, text) => {
    expect(rowOf(change)).toMatchObject({ situation, text });
  });

  it.each([
    ['queued', 3, null, '在排队 · 第 3 位'],
    ['queued', null, null, '在排队'],
    ['starting', null, null, '实验机启动中'],
    ['failed', null, '磁盘满了', '实验机没能启动'],
  ] as const)('a machine that is %s', (state, position, reason, text) => {
    const machine = { lab: LAB.lab, state, position, expiresAt: null, reason };
    expect(rowOf({ machine, current: { lab: LAB.lab, step: 's1', since: NOW } })).toMatchObject({
      text,
      detail: reason ?? '',
    });
  });

  it('being stuck in another lab does not make them stuck in this one', () => {
    const change = {
      ...atWork('kill', 9, OTHER_LAB.lab),
      stuck: stuck(9, { lab: OTHER_LAB.lab, step: 'kill' }),
    };
    expect(rowOf(change).situation).toBe('elsewhere');
  });

  it('on which check: what was found there, else what the check says', () => {
    expect(rowOf({ ...atWork('s2', 9), stuck: stuck(9) }).detail).toBe('检查 2-2');
    expect(rowOf({ ...atWork('s2', 9), stuck: stuck(9, { reason: '退出码是 1' }) }).detail).toBe(
      '退出码是 1',
    );
    expect(rowOf({ ...atWork('s2', 9), stuck: stuck(9, { check: 9 }) }).detail).toBe('');
  });
});

describe('cells', () => {
  it('every step of the lab has one, in its order, and other labs have none here', () => {
    const row = rowOf({
      ...atWork('s3', 1),
      cells: [
        cell('s2', 'skipped'),
        cell('s1', 'passed', { attempts: 2, late: true, solutionSeen: true }),
        cell('s4', 'failed', { attempts: 3 }),
        cell('s5', 'open', { hintsSeen: 1 }),
        cell('s6', 'passed', { lab: 'ch9/other' }),
      ],
    });
    expect(row.cells.map(({ state }) => state)).toEqual([
      'passed',
      'skipped',
      'here',
      'failed',
      'open',
      'untouched',
    ]);
    expect(row.passed).toBe(1);
    expect(cellText(row.cells[0]!)).toBe('完成，截止以后，2 次没通过，看过答案');
    expect(cellText(row.cells[3]!)).toBe('没通过，3 次没通过');
  });

  it('where they are is a failed step when it has failed, and not just "here"', () => {
    const row = rowOf({ ...atWork('s2', 1), cells: [cell('s2', 'failed', { attempts: 1 })] });
    expect(row.cells[1]?.state).toBe('failed');
  });
});

describe('names', () => {
  const members = [
    member('乙', { joinedAt: minutesAgo(10) }),
    member('甲', { joinedAt: minutesAgo(20) }),
    member('丙', { joinedAt: minutesAgo(5) }),
  ];

  it('rows carry the number that the server gave, in whatever order it tells of them', () => {
    expect(rowsOf(members).map(({ name, number }) => `${number}${name}`)).toEqual(['2乙', '1甲', '3丙']);
  });

  it('hidden, no name is left anywhere in what is drawn', () => {
    const rows = rowsOf(members, true);
    expect(rows.map(({ name }) => name)).toEqual(['02 号', '01 号', '03 号']);
    expect(JSON.stringify(rows.map(({ member: _, ...drawn }) => drawn))).not.toMatch(/[甲乙丙]/);
  });
});

describe('order and choice', () => {
  const members = [
    member('done', { cells: ALL_PASSED, joinedAt: minutesAgo(60) }),
    member('new', { joinedAt: minutesAgo(59), pages: 0 }),
    member('busy', {
      ...atWork('s3', 2),
      cells: [cell('s1', 'passed'), cell('s2', 'passed')],
      joinedAt: minutesAgo(58),
    }),
    member('stuck-4', { ...atWork('s2', 4), stuck: stuck(4), joinedAt: minutesAgo(57) }),
    member('stuck-30', { ...atWork('s2', 30), stuck: stuck(30), joinedAt: minutesAgo(56) }),
    member('quiet-40', {
      ...atWork('s2', 40),
      stuck: stuck(40, { kind: 'quiet' }),
      joinedAt: minutesAgo(55),
    }),
    member('asks', {
      ...atWork('s3', 1),
      hand: { since: minutesAgo(1), note: '' },
      joinedAt: minutesAgo(54),
    }),
  ];
  const rows = rowsOf(members);
  const names = (some: readonly Row[]): string[] => some.map(({ name }) => name);

  it.each<[Sort, string[]]>([
    ['number', ['done', 'new', 'busy', 'stuck-4', 'stuck-30', 'quiet-40', 'asks']],
    ['name', ['asks', 'busy', 'done', 'new', 'quiet-40', 'stuck-4', 'stuck-30']],
    ['pressing', ['asks', 'stuck-30', 'stuck-4', 'quiet-40', 'busy', 'new', 'done']],
    ['most', ['done', 'busy', 'new', 'stuck-4', 'stuck-30', 'quiet-40', 'asks']],
    ['least', ['new', 'stuck-4', 'stuck-30', 'quiet-40', 'asks', 'busy', 'done']],
  ])('by %s', (sort, expected) => {
    expect(names(sortRows(rows, sort))).toEqual(expected);
    expect(names(rows)).toEqual(names(rowsOf(members)));
  });

  it.each<[Filter, string[]]>([
    ['all', names(rows)],
    ['stuck', ['stuck-4', 'stuck-30', 'quiet-40']],
    ['hand', ['asks']],
    ['offline', ['new']],
    ['not-started', ['new']],
    ['done', ['done']],
  ])('only %s', (filter, expected) => {
    expect(names(filterRows(rows, filter))).toEqual(expected);
    expect(countRows(rows)[filter]).toBe(expected.length);
  });

  it('how many passed each step', () => {
    expect(passedByStep(rows, LAB)).toEqual([2, 2, 1, 1, 1, 1]);
  });
});

describe('which lab is shown', () => {
  it('where most are', () => {
    const state = board([
      member('a', atWork('kill', 1, OTHER_LAB.lab)),
      member('b', atWork('s1', 1)),
      member('c', atWork('kill', 1, OTHER_LAB.lab)),
    ]);
    expect(busiestLab(state)).toBe(OTHER_LAB.lab);
    expect(busiestLab(state, LAB.lab)).toBe(LAB.lab);
    expect(busiestLab(state, 'ch9/left-by-all')).toBe(OTHER_LAB.lab);
  });

  it('whoever is nowhere yet does not keep it from turning there', () => {
    const state = board([member('a'), member('b', atWork('kill', 1, OTHER_LAB.lab))]);
    expect(busiestLab(state, undefined)).toBe(OTHER_LAB.lab);
    expect(busiestLab(state, LAB.lab)).toBe(OTHER_LAB.lab);
  });

  it('while nobody is anywhere, the first one that is open', () => {
    const settings = { ...CLASS.settings, openLabs: [OTHER_LAB.lab] };
    expect(busiestLab(board([member('a')]))).toBe(LAB.lab);
    expect(busiestLab(board([], { class: { ...CLASS, settings } }))).toBe(OTHER_LAB.lab);
  });
});

describe('forty learners, six steps', () => {
  const forty = Array.from({ length: 40 }, (_, index) =>
    member(`学员 ${index + 1}`, {
      ...atWork(`s${(index % 6) + 1}`, index),
      joinedAt: minutesAgo(60 - index),
      cells: LAB.steps.slice(0, index % 6).map(({ id }) => cell(id, 'passed')),
    }),
  );

  it('one verdict draws one row anew', () => {
    const before = rowsOf(forty);
    const changed = forty.map((each, index) =>
      index === 17 ? { ...each, hand: { since: NOW, note: '' } } : each,
    );
    const after = rowsOf(changed);
    expect(after.filter((row, index) => !sameRow(row, before[index]!)).map(({ name }) => name)).toEqual([
      '学员 18',
    ]);
  });

  it('ten seconds on, only those rows whose minute turned', () => {
    const before = rowsOf(forty);
    const later = viewRows(board(forty), LAB, { hidden: false, nowMs: OPTIONS.nowMs + 10_000 });
    expect(later.filter((row, index) => !sameRow(row, before[index]!))).toEqual([]);
  });
});
