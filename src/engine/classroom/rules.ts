import type { ClassRow, MemberRow } from '../progress.ts';
import type { MachineLimits } from '../lab-sessions.ts';
import type { Parts } from './parts.ts';
import { Refused } from './refused.ts';

const MINUTE_MS = 60_000;

/** When a member's time is up, and when machines go; Infinity where the class has no end. */
export function timesOf(
  { settings }: Pick<ClassRow, 'settings'>,
  { extraMinutes }: Pick<MemberRow, 'extraMinutes'>,
): { readonly closesMs: number; readonly machinesUntilMs: number } {
  if (settings.closesAt === null) return { closesMs: Infinity, machinesUntilMs: Infinity };
  const closesMs = Date.parse(settings.closesAt) + extraMinutes * MINUTE_MS;
  return { closesMs, machinesUntilMs: closesMs + settings.overtimeMinutes * MINUTE_MS };
}

export function limitsOf(row: ClassRow, member: MemberRow): MachineLimits {
  const { machinesUntilMs } = timesOf(row, member);
  const { idleMinutes } = row.settings;
  return {
    ...(idleMinutes !== null && { idleMs: idleMinutes * MINUTE_MS }),
    ...(machinesUntilMs !== Infinity && { untilMs: machinesUntilMs }),
  };
}

/** What a learner is about to do. `from`: steps before it are done by the reference solutions. */
export type Intent =
  | { readonly to: 'start' | 'reset'; readonly lab: string; readonly from?: string | undefined }
  | { readonly to: 'solution' };

/** Throws Refused where the class doesn't let its members do this now. */
export function guard(parts: Parts, row: ClassRow, member: MemberRow, intent: Intent): void {
  const { settings } = row;
  if (intent.to === 'solution') {
    if (!settings.solutions && row.closedAt === null)
      throw new Refused('no-solutions', '这个班现在不能看答案。', '卡住了就举手，请老师来看。');
    return;
  }
  if (row.closedAt !== null)
    throw new Refused(
      'class-closed',
      '已经下课了，不能再启动实验机。',
      '你的进度都还在；要接着做，请老师重新开班。',
    );
  if (parts.now().getTime() >= timesOf(row, member).closesMs)
    throw new Refused('time-is-up', '时间到了，不能再启动实验机。', '需要加时就告诉老师。');
  if (row.paused) throw new Refused('paused', '老师让大家先停一下。', '等老师说继续。');
  if (settings.openLabs !== null && !settings.openLabs.includes(intent.lab))
    throw new Refused('lab-closed', '老师还没有开放这个实验。', '先做已经开放的；课文可以先看。');
  // By the solutions, the steps before are as good as shown. Where the instructor asks for it, they may be.
  if (intent.from === undefined || settings.solutions) return;
  const asked = parts.messages.goTo(member);
  if (asked?.lab !== intent.lab || asked.step !== intent.from)
    throw new Refused('no-solutions', '这个班现在不能用参考解法跳过步骤。', '从头开始，或者举手请老师帮忙。');
}
