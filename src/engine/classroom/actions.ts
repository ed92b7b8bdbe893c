import pLimit from 'p-limit';
import type { z } from 'zod';
import type { actionSchema } from '../../shared/classroom.ts';
import { findLab, findStep } from '../labs.ts';
import type { MemberRow } from '../progress.ts';
import type { Parts } from './parts.ts';
import { Refused } from './refused.ts';

type Act = z.output<typeof actionSchema>;

/** Machines that are thrown away or made anew at a time: the engine has other learners to serve. */
const AT_ONCE = 4;

/** What an instructor does to a class. Resolves when it is done: after `close` there is no machine any more. */
export async function act(parts: Parts, classId: string, action: Act): Promise<void> {
  const { roster, messages, sessions } = parts;
  const row = roster.needClass(classId);
  const meant = (to: string | null): MemberRow[] =>
    to === null ? roster.members(classId) : [roster.needMember(classId, to)];
  const at = parts.now().toISOString();
  switch (action.type) {
    case 'message': {
      if (action.to !== null) roster.needMember(classId, action.to);
      messages.add({ class: classId, member: action.to, at, text: action.text, lab: null, step: null });
      return;
    }
    case 'go-to': {
      const { to, lab, step } = action;
      findStep(findLab(parts.labs, lab), step);
      if (row.settings.openLabs !== null && !row.settings.openLabs.includes(lab))
        throw new Refused('lab-closed', '这个实验还没有开放。', '先在设置里开放它。');
      if (!action.force) {
        if (to !== null) roster.needMember(classId, to);
        messages.add({ class: classId, member: to, at, text: null, lab, step });
        return;
      }
      // Who isn't there has no use for a machine.
      const there = meant(to).filter(({ learner }) => to !== null || sessions.pages(learner) > 0);
      return forEach(parts, there, ({ learner }) => bringTo(parts, learner, lab, step));
    }
    case 'extend': {
      const { minutes, to } = action;
      const { closesAt } = row.settings;
      if (to === null && closesAt !== null) {
        // From now on, if the time is up already.
        const fromMs = Math.max(Date.parse(closesAt), parts.now().getTime());
        const settings = { ...row.settings, closesAt: new Date(fromMs + minutes * 60_000).toISOString() };
        roster.update(classId, { settings });
      }
      for (const member of meant(to)) {
        if (to !== null) roster.updateMember(member.learner, { extraMinutes: member.extraMinutes + minutes });
        sessions.retime(member.learner, { anew: true });
      }
      return;
    }
    case 'pause':
      roster.update(classId, { paused: action.paused });
      return;
    case 'reset':
      return forEach(parts, meant(action.to), async ({ learner }) => {
        const machine = sessions.machineOf(learner);
        if (machine && HAS_ONE.has(machine.status.state)) await sessions.reset(learner, machine.lab);
      });
    case 'stop':
      return takeAway(parts, meant(action.to));
    case 'lower-hand':
      roster.updateMember(roster.needMember(classId, action.member).learner, { handAt: null, handNote: '' });
      return;
    case 'rename':
      roster.rename(roster.needMember(classId, action.member), action.name);
      return;
    case 'remove': {
      const member = roster.needMember(classId, action.member);
      roster.remove(member);
      return takeAway(parts, [member]);
    }
    case 'close': {
      if (row.closedAt === null) roster.update(classId, { closedAt: at, paused: false });
      for (const { learner, handAt } of roster.members(classId))
        if (handAt !== null) roster.updateMember(learner, { handAt: null, handNote: '' });
      return takeAway(parts, roster.members(classId));
    }
    case 'open':
      roster.update(classId, { closedAt: null });
  }
}

const HAS_ONE = new Set(['queued', 'starting', 'ready']);

export async function takeAway(parts: Parts, members: readonly MemberRow[]): Promise<void> {
  // Those who wait go first, or they would get what the others leave.
  const waits = ({ learner }: MemberRow): number =>
    parts.sessions.machineOf(learner)?.status.state === 'queued' ? 0 : 1;
  const inOrder = [...members].sort((a, b) => waits(a) - waits(b));
  await forEach(parts, inOrder, async ({ learner }) => {
    const machine = parts.sessions.machineOf(learner);
    if (machine) await parts.sessions.stop(learner, machine.lab);
  });
}

async function bringTo({ sessions, labs }: Parts, learner: string, lab: string, step: string): Promise<void> {
  // There is nothing before the first step.
  const from = findLab(labs, lab).definition.steps[0]?.id === step ? undefined : step;
  const machine = sessions.machineOf(learner);
  if (machine?.lab === lab && HAS_ONE.has(machine.status.state)) await sessions.reset(learner, lab, from);
  else await sessions.start(learner, lab, { replace: true, from });
}

/** One that fails doesn't keep the others from it; its learner's page says why. */
async function forEach(
  { log }: Parts,
  members: readonly MemberRow[],
  work: (member: MemberRow) => Promise<void>,
): Promise<void> {
  const lane = pLimit(AT_ONCE);
  const done = await Promise.allSettled(members.map((member) => lane(() => work(member))));
  for (const each of done)
    if (each.status === 'rejected') log.error({ err: each.reason as unknown }, 'action failed');
}
