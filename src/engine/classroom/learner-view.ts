import type { LearnerClass } from '../../shared/classroom.ts';
import type { MemberRow } from '../progress.ts';
import { noticesOf } from './notices.ts';
import type { Parts } from './parts.ts';
import { timesOf } from './rules.ts';

const iso = (ms: number): string | null => (ms === Infinity ? null : new Date(ms).toISOString());

/** What a member's own page may know of the class. */
export function learnerView({ roster, messages, helping }: Parts, member: MemberRow): LearnerClass {
  const row = roster.needClass(member.class);
  const { closesMs, machinesUntilMs } = timesOf(row, member);
  const { handAt, handNote } = member;
  const ahead = roster.members(row.id).filter((other) => handAt && other.handAt && other.handAt < handAt);
  return {
    title: row.settings.title,
    name: member.name,
    number: roster.numberOf(member),
    state: row.closedAt === null ? 'open' : 'closed',
    openLabs: row.settings.openLabs,
    paused: row.paused,
    closesAt: iso(closesMs),
    machinesUntil: iso(machinesUntilMs),
    solutions: row.settings.solutions,
    hand: handAt === null ? null : { since: handAt, note: handNote, ahead: ahead.length },
    goTo: messages.goTo(member),
    messages: messages.unseen(member),
    notices: noticesOf(row.settings),
    help: helping.of(member),
  };
}
