import type { BoardLab, BoardMember } from '../../../shared/board.ts';
import type { BoardState } from './board-state.ts';
import { nameOf, openLabs } from './board-view.ts';
import { howLong } from '../time-text.ts';

/** What the board says of the class as a whole. Pure, like board-view. */

export interface HandView {
  readonly member: string;
  readonly name: string;
  readonly note: string;
  readonly waited: string;
  /** The step they are at, in words; empty where that isn't known. */
  readonly where: string;
}

/** Raised hands, who waits longest first. */
export function viewHands(state: BoardState, options: { hidden: boolean; nowMs: number }): HandView[] {
  const members = Object.values(state.members);
  return members
    .flatMap((member) => (member.hand ? [{ member, hand: member.hand }] : []))
    .sort((a, b) => a.hand.since.localeCompare(b.hand.since))
    .map(({ member, hand }) => ({
      member: member.member,
      name: nameOf(member, options.hidden),
      note: hand.note,
      waited: howLong(options.nowMs - Date.parse(hand.since)),
      where: whereabouts(state.labs, member),
    }));
}

function whereabouts(labs: readonly BoardLab[], { current }: BoardMember): string {
  const lab = labs.find((each) => each.lab === current?.lab);
  if (!lab || !current) return '';
  const index = lab.steps.findIndex(({ id }) => id === current.step);
  return index < 0 ? `《${lab.title}》` : `《${lab.title}》第 ${index + 1} 步`;
}

export interface HotView {
  readonly key: string;
  readonly lab: string;
  readonly labTitle: string;
  readonly stepNumber: number;
  readonly stepTitle: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly members: readonly string[];
  readonly failures: number;
  /** Of the learners who are there, between 0 and 1. */
  readonly share: number;
}

/** Where the class is stuck: the checks that most learners stand at, most first. Nobody at it: left out. */
export function viewHot(state: BoardState, hidden: boolean): HotView[] {
  const all = Object.values(state.members);
  const present = Math.max(1, all.filter(({ pages }) => pages > 0).length);
  return state.hot
    .filter(({ members }) => members.length > 0)
    .map(({ lab: id, step, check, text, members, failures }) => {
      const lab = state.labs.find((each) => each.lab === id);
      const index = lab?.steps.findIndex((each) => each.id === step) ?? -1;
      const names = members.flatMap((id) => {
        const member = state.members[id];
        return member ? [nameOf(member, hidden)] : [];
      });
      return {
        key: `${id}#${step}#${check}`,
        lab: id,
        labTitle: lab?.title ?? id,
        stepNumber: index + 1,
        stepTitle: lab?.steps[index]?.title ?? step,
        text,
        names,
        members,
        failures,
        share: Math.min(1, members.length / present),
      };
    })
    .sort((a, b) => b.members.length - a.members.length || b.failures - a.failures);
}

export interface StuckView {
  readonly member: string;
  readonly name: string;
  readonly lab: string;
  readonly where: string;
  readonly waited: string;
  readonly kind: 'failing' | 'quiet';
  readonly reason: string;
}

/** Who is stuck, in any lab, for longest first. */
export function viewStuck(state: BoardState, options: { hidden: boolean; nowMs: number }): StuckView[] {
  const members = Object.values(state.members);
  return members
    .flatMap((member) => (member.stuck ? [{ member, stuck: member.stuck }] : []))
    .sort((a, b) => a.stuck.since.localeCompare(b.stuck.since))
    .map(({ member, stuck }) => {
      const lab = state.labs.find((each) => each.lab === stuck.lab);
      const index = lab?.steps.findIndex(({ id }) => id === stuck.step) ?? -1;
      const check = stuck.check === null ? undefined : lab?.steps[index]?.checks[stuck.check];
      return {
        member: member.member,
        name: nameOf(member, options.hidden),
        lab: stuck.lab,
        where: `《${lab?.title ?? stuck.lab}》第 ${index + 1} 步`,
        waited: howLong(options.nowMs - Date.parse(stuck.since)),
        kind: stuck.kind,
        reason: stuck.reason ?? check ?? '',
      };
    });
}

export interface OverviewRow {
  readonly member: string;
  readonly number: number;
  readonly name: string;
  readonly here: boolean;
  /** By lab, in the columns' order. */
  readonly labs: readonly { readonly passed: number; readonly total: number; readonly here: boolean }[];
  readonly passed: number;
}

/** The labs worth a column: where somebody is or was, and what was opened on purpose. `all`: every lab. */
export function overviewLabs(state: BoardState, all: boolean): readonly BoardLab[] {
  if (all) return state.labs;
  const touched = new Set<string>();
  for (const { cells, current } of Object.values(state.members)) {
    for (const { lab } of cells) touched.add(lab);
    if (current) touched.add(current.lab);
  }
  if (state.class.settings.openLabs !== null) for (const { lab } of openLabs(state)) touched.add(lab);
  return state.labs.filter(({ lab }) => touched.has(lab));
}

export function viewOverview(state: BoardState, labs: readonly BoardLab[], hidden: boolean): OverviewRow[] {
  const members = Object.values(state.members);
  return members
    .map((member) => {
      const passed = new Map<string, number>();
      for (const cell of member.cells)
        if (cell.state === 'passed') passed.set(cell.lab, (passed.get(cell.lab) ?? 0) + 1);
      return {
        member: member.member,
        number: member.number,
        name: nameOf(member, hidden),
        here: member.pages > 0,
        labs: labs.map(({ lab, steps }) => ({
          passed: Math.min(passed.get(lab) ?? 0, steps.length),
          total: steps.length,
          here: member.current?.lab === lab,
        })),
        passed: member.passed,
      };
    })
    .sort((a, b) => a.number - b.number);
}
