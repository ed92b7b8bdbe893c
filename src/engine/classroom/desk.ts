import type { Verdict } from '../../shared/verdict.ts';
import type { Evidence } from '../../shared/report.ts';
import type { Stuck } from '../../shared/board.ts';
import type { LabNews } from '../lab-sessions.ts';

/** Asked this often in vain at one step: stuck. Once may be a slip. */
const FAILED_OFTEN = 2;
const MINUTE_MS = 60_000;

export const stepKey = (lab: string, step: string): string => `${lab}#${step}`;
export const checkKey = (lab: string, step: string, check: number): string =>
  `${stepKey(lab, step)}#${check}`;

/** What is going on at one learner's desk: not in the progress, and gone with the server except what evidence tells. */
export class Desk {
  lastActiveMs: number | undefined;
  /** The last lab, with a machine or without. */
  lab: string | undefined;
  /** The step that they are at there, and since when. */
  at: { readonly step: string | undefined; readonly sinceMs: number } | undefined;
  /** Asked for in vain at that step. */
  inVain: { readonly count: number; readonly sinceMs: number } = { count: 0, sinceMs: 0 };
  /** Last verdicts, of the machine that they have now. */
  readonly verdicts = new Map<string, Verdict>();
  /** Asked-for failures by check. */
  readonly failures = new Map<string, number>();

  constructor(past: readonly Evidence[]) {
    const last = past.at(-1);
    if (last) this.lastActiveMs = Date.parse(last.at);
    this.lab = past.findLast(({ lab }) => lab !== null)?.lab ?? undefined;
    for (const { kind, lab, step, check } of past)
      if (kind === 'failed' && lab !== null && step !== null && check !== null)
        this.countFailure(lab, step, check);
  }

  hear(news: LabNews, nowMs: number): void {
    if (news.kind === 'active' || news.kind === 'command') this.lastActiveMs = nowMs;
    if (news.kind === 'started' || news.kind === 'reset') {
      this.lastActiveMs = nowMs;
      this.lab = news.lab;
      this.at = undefined;
      this.inVain = { count: 0, sinceMs: 0 };
      this.verdicts.clear();
    }
    if (news.kind !== 'verdict') return;
    const { lab, step, verdict, asked } = news;
    this.verdicts.set(stepKey(lab, step), verdict);
    if (verdict.outcome !== 'failed' || !asked || news.again) return;
    this.countFailure(lab, step, verdict.check);
    if (this.at?.step !== step) return;
    const { count, sinceMs } = this.inVain;
    this.inVain = { count: count + 1, sinceMs: count === 0 ? nowMs : sinceMs };
  }

  /** The learner is at this step now; the time counts from when it became so. */
  isAt(step: string | undefined, nowMs: number): void {
    if (this.at && this.at.step === step) return;
    this.at = { step, sinceMs: nowMs };
    this.inVain = { count: 0, sinceMs: 0 };
  }

  /** Only who has a running machine and is at work can be stuck; who isn't there is away. */
  stuck(stuckMinutes: number, nowMs: number): Stuck | null {
    const { lab, at } = this;
    if (lab === undefined || at?.step === undefined) return null;
    const verdict = this.verdicts.get(stepKey(lab, at.step));
    const failed = verdict?.outcome === 'failed' ? verdict : undefined;
    const where = { lab, step: at.step, check: failed?.check ?? null, reason: failed?.reason ?? null };
    if (this.inVain.count >= FAILED_OFTEN)
      return { ...where, kind: 'failing', since: new Date(this.inVain.sinceMs).toISOString() };
    const longMs = stuckMinutes * MINUTE_MS;
    const atWork = this.lastActiveMs !== undefined && nowMs - this.lastActiveMs < longMs;
    if (!atWork || nowMs - at.sinceMs < longMs) return null;
    return { ...where, kind: 'quiet', since: new Date(at.sinceMs).toISOString() };
  }

  private countFailure(lab: string, step: string, check: number): void {
    const key = checkKey(lab, step, check);
    this.failures.set(key, (this.failures.get(key) ?? 0) + 1);
  }
}
