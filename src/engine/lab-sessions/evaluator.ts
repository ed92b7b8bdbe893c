import type { Verdict } from '../../shared/verdict.ts';
import { Lane } from './lane.ts';

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
  /** The step that the learner is at, and what follows if it passes: nobody waits for the others, however slow. */
  private readonly first = new Lane(() => this.judgeFirst());
  private readonly others = new Lane(() => this.judgeOthers());
  private othersToo = false;
  private stopped = false;

  constructor(private readonly judge: Judge) {}

  /** Something in the machine may have changed. */
  changed(): void {
    this.othersToo = true;
    this.first.changed();
  }

  /** The same, but it may be an echo of a check's own doing, or a container's health check. */
  echoed(): void {
    this.othersToo = true;
    this.first.echoed();
  }

  /** Judges the step that the learner is at, and no other. */
  glance(): void {
    this.first.nudge();
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
    this.first.stop();
    this.others.stop();
  }

  private async askNext(step: string): Promise<Verdict> {
    await this.idle(step);
    this.waiting.delete(step);
    const verdict = await this.run(step, this.judge.look());
    if (!this.stopped) this.judge.report(step, verdict, true);
    return verdict;
  }

  private async judgeFirst(): Promise<void> {
    const look = this.judge.look();
    const judged = new Set<string>();
    for (
      let [step] = this.judge.open();
      step !== undefined && !judged.has(step);
      [step] = this.judge.open()
    ) {
      judged.add(step);
      const verdict = await this.judgeOne(step, look);
      if (verdict.outcome !== 'passed') break;
    }
    if (this.othersToo) this.others.changed();
    this.othersToo = false;
  }

  private async judgeOthers(): Promise<void> {
    const look = this.judge.look();
    for (const step of this.judge.open().slice(1)) {
      if (this.stopped) return;
      // Passed meanwhile, or become the first.
      if (!this.judge.open().slice(1).includes(step)) continue;
      await this.judgeOne(step, look);
    }
  }

  private async judgeOne(step: string, look: (step: string) => Promise<Verdict>): Promise<Verdict> {
    // One that began before this look may not have seen what changed.
    await this.idle(step);
    const verdict = await this.run(step, look);
    if (!this.stopped) this.judge.report(step, verdict, false);
    return verdict;
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
