import type { BoardLab, BoardMember, Cell } from '../../../shared/board.ts';
import type { BoardState } from './board-state.ts';
import { howLong } from '../time-text.ts';

/** What the board shows, worked out from what the server said. Pure: no page, no clock of its own. */

export type CellState = Cell['state'] | 'here' | 'untouched';

export interface CellView {
  readonly step: string;
  readonly state: CellState;
  readonly late: boolean;
  readonly attempts: number;
  readonly solutionSeen: boolean;
}

/** What a learner is about, the most pressing first. */
export type Situation =
  'stuck' | 'quiet' | 'trouble' | 'waiting' | 'working' | 'elsewhere' | 'idle' | 'done' | 'not-started';

export interface Row {
  readonly member: string;
  readonly number: number;
  /** A name, or the number where names are hidden. */
  readonly name: string;
  readonly here: boolean;
  readonly hand: boolean;
  readonly cells: readonly CellView[];
  readonly passed: number;
  readonly situation: Situation;
  readonly text: string;
  /** What the check found or says; for a title and the second line. */
  readonly detail: string;
  /** Since when it is so, for sorting; ms. */
  readonly sinceMs: number;
}

export type Filter = 'all' | 'stuck' | 'hand' | 'offline' | 'not-started' | 'done';
export type Sort = 'number' | 'name' | 'pressing' | 'most' | 'least';

export const FILTER_TEXT: Record<Filter, string> = {
  all: '全部',
  stuck: '卡住了',
  hand: '举手',
  offline: '不在线',
  'not-started': '还没开始',
  done: '做完了',
};
export const SORT_TEXT: Record<Sort, string> = {
  number: '编号',
  name: '姓名',
  pressing: '要紧的在前',
  most: '做得多的在前',
  least: '做得少的在前',
};

const PRESSING: Record<Situation, number> = {
  stuck: 0,
  quiet: 1,
  trouble: 2,
  waiting: 3,
  working: 4,
  idle: 5,
  'not-started': 6,
  elsewhere: 7,
  done: 8,
};

/** A name, or where those are hidden the number, which the learner's own page tells them. */
export const nameOf = ({ name, number }: Pick<BoardMember, 'name' | 'number'>, hidden: boolean): string =>
  hidden ? numberText(number) : name;

export const numberText = (number: number): string => `${String(number).padStart(2, '0')} 号`;

/**
 * The lab that most learners are at; the first open one while nobody is. `last`, that was shown until now, stays for as
 * long as anybody is there: the board must not turn to another lab under the instructor's eyes.
 */
export function busiestLab(state: BoardState, last?: string): string | undefined {
  const counts = new Map<string, number>();
  for (const { current } of Object.values(state.members))
    if (current) counts.set(current.lab, (counts.get(current.lab) ?? 0) + 1);
  if (last !== undefined && counts.has(last)) return last;
  const busiest = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return busiest ?? openLabs(state)[0]?.lab;
}

export function openLabs({ labs, class: { settings } }: BoardState): readonly BoardLab[] {
  const { openLabs: open } = settings;
  return open === null ? labs : labs.filter(({ lab }) => open.includes(lab));
}

export function viewRows(
  state: BoardState,
  lab: BoardLab,
  { hidden, nowMs }: { hidden: boolean; nowMs: number },
): Row[] {
  const members = Object.values(state.members);
  const titles = new Map(state.labs.map(({ lab: id, title }) => [id, title]));
  return members.map((member) => viewRow(member, lab, { hidden, nowMs, titles }));
}

interface RowContext {
  readonly hidden: boolean;
  readonly nowMs: number;
  readonly titles: ReadonlyMap<string, string>;
}

function viewRow(member: BoardMember, lab: BoardLab, context: RowContext): Row {
  const cells = lab.steps.map(({ id }) => viewCell(member, lab.lab, id));
  return {
    member: member.member,
    number: member.number,
    name: nameOf(member, context.hidden),
    here: member.pages > 0,
    hand: member.hand !== null,
    cells,
    passed: cells.filter(({ state }) => state === 'passed').length,
    ...viewSituation(member, lab, cells, context),
  };
}

function viewCell(member: BoardMember, lab: string, step: string): CellView {
  const cell = member.cells.find((each) => each.lab === lab && each.step === step);
  const isHere = member.current?.lab === lab && member.current.step === step;
  return {
    step,
    state: cellState(cell, isHere),
    late: cell?.late ?? false,
    attempts: cell?.attempts ?? 0,
    solutionSeen: cell?.solutionSeen ?? false,
  };
}

/** The server looks at every step of a machine by itself: only what the learner did makes one more than untouched. */
export function cellState(cell: Cell | undefined, isHere: boolean): CellState {
  if (cell && cell.state !== 'open') return cell.state;
  if (isHere) return 'here';
  return cell && (cell.attempts > 0 || cell.hintsSeen > 0 || cell.solutionSeen) ? 'open' : 'untouched';
}

type SituationView = Pick<Row, 'situation' | 'text' | 'detail' | 'sinceMs'>;

function viewSituation(
  member: BoardMember,
  lab: BoardLab,
  cells: readonly CellView[],
  { nowMs, titles }: RowContext,
): SituationView {
  const say = (
    situation: Situation,
    text: string,
    since: string | null = null,
    detail = '',
  ): SituationView => ({
    situation,
    text,
    detail,
    sinceMs: since === null ? 0 : Date.parse(since),
  });
  const ago = (since: string): string => howLong(nowMs - Date.parse(since));
  const { stuck, machine, current } = member;
  const stepNumber = (id: string): number => lab.steps.findIndex((step) => step.id === id) + 1;

  if (stuck?.lab === lab.lab) {
    const number = stepNumber(stuck.step);
    const detail = stuck.reason ?? checkText(lab, stuck.step, stuck.check) ?? '';
    return stuck.kind === 'failing'
      ? say('stuck', `卡在第 ${number} 步 · ${ago(stuck.since)}`, stuck.since, detail)
      : say('quiet', `第 ${number} 步没有进展 · ${ago(stuck.since)}`, stuck.since, detail);
  }
  const isAway = current !== null && current.lab !== lab.lab;
  if (machine && machine.lab === lab.lab) {
    if (machine.state === 'failed') return say('trouble', '实验机没能启动', null, machine.reason ?? '');
    if (machine.state === 'queued')
      return say('waiting', machine.position === null ? '在排队' : `在排队 · 第 ${machine.position} 位`);
    if (machine.state === 'starting') return say('waiting', '实验机启动中');
  }
  if (cells.length > 0 && cells.every(({ state }) => state === 'passed')) return say('done', '全部完成');
  if (isAway) return say('elsewhere', `在做《${titles.get(current.lab) ?? current.lab}》`);
  const at = current?.step ?? null;
  if (machine?.lab === lab.lab && machine.state === 'ready') {
    return current && at !== null
      ? say('working', `第 ${stepNumber(at)} 步 · ${ago(current.since)}`, current.since)
      : say('idle', '做到了最后，有跳过的');
  }
  if (cells.some(({ state }) => state !== 'untouched' && state !== 'here')) return say('idle', '停在半路');
  return current?.lab === lab.lab ? say('idle', '实验机已收回') : say('not-started', '还没有开始');
}

/** What a check says when it fails; nothing where the lab no longer has it. */
export function checkText(lab: BoardLab, step: string, check: number | null): string | undefined {
  if (check === null) return undefined;
  return lab.steps.find(({ id }) => id === step)?.checks[check];
}

const matches: Record<Filter, (row: Row) => boolean> = {
  all: () => true,
  stuck: ({ situation }) => situation === 'stuck' || situation === 'quiet' || situation === 'trouble',
  hand: ({ hand }) => hand,
  offline: ({ here }) => !here,
  'not-started': ({ situation }) => situation === 'not-started',
  done: ({ situation }) => situation === 'done',
};

export const filterRows = (rows: readonly Row[], filter: Filter): Row[] => rows.filter(matches[filter]);

export function countRows(rows: readonly Row[]): Record<Filter, number> {
  const filters = Object.keys(matches) as Filter[];
  return Object.fromEntries(filters.map((each) => [each, rows.filter(matches[each]).length])) as Record<
    Filter,
    number
  >;
}

const collator = new Intl.Collator('zh-Hans', { numeric: true });

/** Those that are equal stay in the order of their numbers, so that rows don't jump about. */
export function sortRows(rows: readonly Row[], sort: Sort): Row[] {
  const compare: Record<Sort, (a: Row, b: Row) => number> = {
    number: () => 0,
    name: (a, b) => collator.compare(a.name, b.name),
    // A raised hand is the most pressing of all; of two who are stuck, who has been so for longer.
    pressing: (a, b) =>
      Number(b.hand) - Number(a.hand) ||
      PRESSING[a.situation] - PRESSING[b.situation] ||
      (isStuck(a) ? a.sinceMs - b.sinceMs : 0),
    most: (a, b) => b.passed - a.passed,
    least: (a, b) => a.passed - b.passed,
  };
  return [...rows].sort((a, b) => compare[sort](a, b) || a.number - b.number);
}

const isStuck = ({ situation }: Row): boolean => situation === 'stuck' || situation === 'quiet';

/** How many have passed each step of a lab. */
export function passedByStep(rows: readonly Row[], lab: BoardLab): number[] {
  return lab.steps.map((_, index) => rows.filter(({ cells }) => cells[index]?.state === 'passed').length);
}

/** Nothing that is drawn of them differs. */
export const sameRow = (a: Row, b: Row): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
