import type { Verdict } from '../../shared/verdict.ts';

/** Events of one `docker run` come in a burst: they are judged once. */
const GATHER_MS = 40;
/** Between two evaluations that nobody asked for. */
const PAUSE_MS = 80;
/** The same, after what a check may have caused itself: otherwise it would never rest. */
const ECHO_PAUSE_MS = 1_000;

export interface Judge {
  /** Steps to judge after a change, the one that the learner is at first. */
  open(): readonly string[];
  /** Looks at the machine anew: the steps judged by one look see one moment. */
  look(): (step: string) => Promise<Verdict>;
  report(step: string, verdict: Verdict, asked: boolean): void;
}

/**
 * Decides when a step is judged: soon after something changed, at once when asked, never twice at the same time, and
 * once more if something changed meanwhile.
 */
export class Evaluator {
  private readonly running = new Map<string, Promise<Verdict>>();
  /** Asked for and waiting for a running evaluation of the same step. */
  private readonly waiting = new Map<string, Promise<Verdict>>();
  private timer: { readonly atMs: number; readonly handle: NodeJS.Timeout } | undefined;
  private busy = false;
  /** What came while busy. */
  private news: 'none' | 'echo' | 'change' = 'none';
  private endedMs = -Infinity;
  private stopped = false;
  private cutShort = false;

  constructor(private readonly judge: Judge) {}

  /** Something in the machine may have changed. */
  changed(): void {
    if (this.busy) this.news = 'change';
    else this.schedule(GATHER_MS);
  }

  /** The same, but it may be an echo of a check's own doing, or a container's health check. */
  echoed(): void {
    if (!this.busy) this.schedule(Math.max(GATHER_MS, this.endedMs + ECHO_PAUSE_MS - performance.now()));
    else if (this.news === 'none') this.news = 'echo';
  }

  /** Judges the step that the learner is at, and no other, unless all will be judged soon anyway. */
  glance(): void {
    if (!this.busy && !this.timer && !this.stopped) void this.evaluate(this.judge.open().slice(0, 1));
  }

  /**
   * The learner asks. A running evaluation of the step began before they asked, so it is waited for, not shared; who
   * asks while somebody waits gets the same verdict.
   */
  ask(step: string): Promise<Verdict> {
    const waiting = this.waiting.get(step);
    if (waiting) return waiting;
    const work = this.askNext(step);
    this.waiting.set(step, work);
    return work;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer?.handle);
  }

  private async askNext(step: string): Promise<Verdict> {
    await this.idle(step);
    this.waiting.delete(step);
    const verdict = await this.run(step, this.judge.look());
    if (!this.stopped) this.judge.report(step, verdict, true);
    return verdict;
  }

  private schedule(afterMs: number): void {
    const atMs = performance.now() + afterMs;
    if (this.stopped || (this.timer && this.timer.atMs <= atMs)) return;
    clearTimeout(this.timer?.handle);
    const handle = setTimeout(() => {
      this.timer = undefined;
      void this.evaluate(this.judge.open());
    }, afterMs);
    this.timer = { atMs, handle };
  }

  private async evaluate(steps: readonly string[]): Promise<void> {
    this.busy = true;
    this.news = 'none';
    try {
      const look = this.judge.look();
      for (const [index, step] of steps.entries()) {
        // One that began before this look may not have seen what changed.
        await this.idle(step);
        const verdict = await this.run(step, look);
        if (this.stopped) return;
        this.judge.report(step, verdict, false);
        // News for the step that the learner is at comes first, but never starves the others: every second round is whole.
        if (this.pending() === 'change' && !this.cutShort && index < steps.length - 1) {
          this.cutShort = true;
          return;
        }
      }
      this.cutShort = false;
    } catch {
      // The judge turns what it can't find out into a verdict; anything else was logged there.
    } finally {
      this.busy = false;
      this.endedMs = performance.now();
      if (this.pending() === 'change') this.schedule(PAUSE_MS);
      else if (this.pending() === 'echo') this.schedule(ECHO_PAUSE_MS);
    }
  }

  // A method, or TypeScript takes what it was set to for what it still is.
  private pending(): 'none' | 'echo' | 'change' {
    return this.news;
  }

  /** Resolves in the very moment when nobody judges the step: what follows in the same turn is alone. */
  private async idle(step: string): Promise<void> {
    for (let running; (running = this.running.get(step));) await running.catch(() => {});
  }

  private async run(step: string, look: (step: string) => Promise<Verdict>): Promise<Verdict> {
    const work = look(step);
    this.running.set(step, work);
    try {
      return await work;
    } finally {
      this.running.delete(step);
    }
  }
}
