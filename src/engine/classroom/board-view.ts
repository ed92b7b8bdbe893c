import type { StepProgress } from '../../shared/api.ts';
import type { BoardLab, BoardMember, Cell, HotCheck } from '../../shared/board.ts';
import type { ClassInfo } from '../../shared/classroom.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { ClassRow, MemberRow } from '../progress.ts';
import type { Lab } from '../labs.ts';
import { checkKey, stepKey, type Desk } from './desk.ts';
import type { Parts } from './parts.ts';
import { timesOf } from './rules.ts';

/** Of the last moment that somebody was active; finer would be a message for every key. */
const ACTIVE_GRAIN_MS = 10_000;
const HOT_AT_MOST = 20;

export const boardLabs = (labs: readonly Lab[]): BoardLab[] =>
  labs.map(({ id, definition }) => ({
    lab: id,
    title: definition.title,
    steps: definition.steps.map((step) => ({
      id: step.id,
      title: step.title,
      checks: step.checks.map(({ fail }) => fail),
    })),
  }));

export const classInfo = ({ roster }: Pick<Parts, 'roster'>, row: ClassRow): ClassInfo => ({
  class: row.id,
  code: row.code,
  state: row.closedAt === null ? 'open' : 'closed',
  paused: row.paused,
  createdAt: row.createdAt,
  closedAt: row.closedAt,
  members: roster.members(row.id).length,
  settings: row.settings,
});

export function boardMember(parts: Parts, member: MemberRow, desk: Desk): BoardMember {
  const { roster, sessions, progress } = parts;
  const row = roster.needClass(member.class);
  const nowMs = parts.now().getTime();
  const steps = progress.forLearner(member.learner);
  const machine = sessions.machineOf(member.learner);
  const lab = parts.labs.find(({ id }) => id === desk.lab);
  const status = machine?.status;
  if (lab) desk.isAt(currentStep(lab, steps), nowMs);
  return {
    member: member.id,
    number: roster.numberOf(member),
    name: member.name,
    joinedAt: member.joinedAt,
    pages: sessions.pages(member.learner),
    lastActiveAt: desk.lastActiveMs === undefined ? null : coarse(desk.lastActiveMs),
    hand: member.handAt === null ? null : { since: member.handAt, note: member.handNote },
    machine:
      machine && status && status.state !== 'none'
        ? {
            lab: machine.lab,
            state: status.state,
            position: status.state === 'queued' ? status.position : null,
            expiresAt: status.state === 'ready' ? status.expiresAt : null,
            reason: status.state === 'failed' ? status.reason : null,
          }
        : null,
    current:
      lab && desk.at ? { lab: lab.id, step: desk.at.step ?? null, since: isoOf(desk.at.sinceMs) } : null,
    stuck: status?.state === 'ready' ? desk.stuck(row.settings.stuckMinutes, nowMs) : null,
    cells: cellsOf(steps, desk, timesOf(row, member).closesMs),
    passed: steps.filter(({ passedAt }) => passedAt).length,
    extraMinutes: member.extraMinutes,
  };
}

/** The first step that is neither passed nor left out. */
function currentStep({ id, definition }: Lab, steps: readonly StepProgress[]): string | undefined {
  const of = new Map(steps.filter(({ lab }) => lab === id).map((each) => [each.step, each]));
  return definition.steps.find((step) => !of.get(step.id)?.passedAt && !of.get(step.id)?.skippedAt)?.id;
}

function cellsOf(steps: readonly StepProgress[], desk: Desk, closesMs: number): Cell[] {
  const known = new Map(steps.map((each) => [stepKey(each.lab, each.step), each]));
  const cells = steps.map((each) => cellOf(each, desk.verdicts.get(stepKey(each.lab, each.step)), closesMs));
  for (const [key, verdict] of desk.verdicts) {
    if (known.has(key)) continue;
    const [lab = '', step = ''] = key.split('#');
    cells.push(cellOf({ ...UNTOUCHED, lab, step }, verdict, closesMs));
  }
  return cells;
}

const UNTOUCHED = { passedAt: null, attempts: 0, skippedAt: null, solutionSeenAt: null, hintsSeen: 0 };

function cellOf(step: StepProgress, verdict: Verdict | undefined, closesMs: number): Cell {
  const { lab, passedAt, attempts, hintsSeen, skippedAt, solutionSeenAt } = step;
  const failed = passedAt === null && verdict?.outcome === 'failed' ? verdict : undefined;
  const state: Cell['state'] = passedAt
    ? 'passed'
    : failed && attempts > 0
      ? 'failed'
      : skippedAt
        ? 'skipped'
        : verdict?.outcome === 'inconclusive'
          ? 'inconclusive'
          : 'open';
  return {
    lab,
    step: step.step,
    state,
    passedAt,
    late: passedAt !== null && Date.parse(passedAt) > closesMs,
    attempts,
    hintsSeen,
    solutionSeen: solutionSeenAt !== null,
    check: failed?.check ?? null,
    reason: failed?.reason ?? null,
  };
}

/** Where the class is stuck: the check that each one stands at who asked in vain or gets no further. */
export function hotChecks(
  labs: readonly Lab[],
  desks: readonly (readonly [MemberRow, Desk])[],
  isStuck: (desk: Desk) => boolean,
): HotCheck[] {
  const standing = new Map<string, string[]>();
  const failures = new Map<string, number>();
  for (const [member, desk] of desks) {
    for (const [key, count] of desk.failures) failures.set(key, (failures.get(key) ?? 0) + count);
    const { lab, at } = desk;
    if (lab === undefined || at?.step === undefined) continue;
    if (desk.inVain.count === 0 && !isStuck(desk)) continue;
    const verdict = desk.verdicts.get(stepKey(lab, at.step));
    if (verdict?.outcome !== 'failed') continue;
    const key = checkKey(lab, at.step, verdict.check);
    standing.set(key, [...(standing.get(key) ?? []), member.id]);
  }
  const hot = labs.flatMap(({ id, definition }) =>
    definition.steps.flatMap((step) =>
      step.checks.map((check, index) => {
        const key = checkKey(id, step.id, index);
        const members = standing.get(key) ?? [];
        return {
          lab: id,
          step: step.id,
          check: index,
          text: check.fail,
          members,
          failures: failures.get(key) ?? 0,
        };
      }),
    ),
  );
  return hot
    .filter(({ members, failures }) => members.length > 0 || failures > 0)
    .sort((a, b) => b.members.length - a.members.length || b.failures - a.failures)
    .slice(0, HOT_AT_MOST);
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
const coarse = (ms: number): string => isoOf(Math.floor(ms / ACTIVE_GRAIN_MS) * ACTIVE_GRAIN_MS);
