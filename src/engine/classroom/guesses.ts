import { Refused } from './refused.ts';

const WITHIN_MS = 10 * 60_000;
/** A whole class behind one address may mistype; of 7·10⁸ codes this many guesses find none. */
const WRONG_AT_MOST = 60;

/** Counts wrong codes by where they come from. Right ones cost nothing. */
export class Guesses {
  private readonly wrong = new Map<string, { count: number; untilMs: number }>();

  /** Throws Refused where there were too many. */
  check(from: string, nowMs: number): void {
    const entry = this.wrong.get(from);
    if (!entry || entry.untilMs <= nowMs || entry.count < WRONG_AT_MOST) return;
    const minutes = Math.ceil((entry.untilMs - nowMs) / 60_000);
    throw new Refused('too-many', '试错的次数太多了。', `等 ${minutes} 分钟再试，或者请老师念一遍码。`);
  }

  missed(from: string, nowMs: number): void {
    for (const [key, { untilMs }] of this.wrong) if (untilMs <= nowMs) this.wrong.delete(key);
    const entry = this.wrong.get(from) ?? { count: 0, untilMs: nowMs + WITHIN_MS };
    this.wrong.set(from, { ...entry, count: entry.count + 1 });
  }
}
