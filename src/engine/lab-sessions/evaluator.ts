import type { Verdict } from '../../shared/verdict.ts';

/** Events of one `docker run` come in a burst: they are judged once. */
const GATHER_MS = 40;
/** Between two evaluations that nobody asked for; a check that itself causes events would otherwise never rest. */
const PAUSE_MS = 150;

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
  private timer: NodeJS.Timeout | undefined;
  private busy = false;
  private dirty = false;
  private stopped = false;
  private cutShort = false;

  constructor(private readonly judge: Judge) {}

  /** Something in the machine may have changed. */
  changed(): void {
    this.dirty = true;
    if (!this.busy) this.schedule(GATHER_MS);
  }

  /** The learner asks. A running evaluation of the step began before they asked, so it is waited for, not shared. */
  async ask(step: string): Promise<Verdict> {
    await this.running.get(step)?.catch(() => {});
    const verdict = await this.run(step, this.judge.look());
    if (!this.stopped) this.judge.report(step, verdict, true);
    return verdict;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(afterMs: number): void {
    if (this.timer || this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.evaluateOpen();
    }, afterMs);
  }

  private async evaluateOpen(): Promise<void> {
    this.busy = true;
    this.dirty = false;
    try {
      const look = this.judge.look();
      const steps = this.judge.open();
      for (const [index, step] of steps.entries()) {
        const verdict = await this.run(step, look);
        if (this.stopped) return;
        this.judge.report(step, verdict, false);
        // News for the step that the learner is at comes first, but never starves the others: every second round is whole.
        if (this.dirty && !this.cutShort && index < steps.length - 1) {
          this.cutShort = true;
          return;
        }
      }
      this.cutShort = false;
    } catch {
      // The judge turns what it can't find out into a verdict; anything else was logged there.
    } finally {
      this.busy = false;
      if (this.dirty) this.schedule(PAUSE_MS);
    }
  }

  private async run(step: string, look: (step: string) => Promise<Verdict>): Promise<Verdict> {
    const running = this.running.get(step);
    if (running) return running;
    const work = look(step);
    this.running.set(step, work);
    try {
      return await work;
    } finally {
      this.running.delete(step);
    }
  }
}
