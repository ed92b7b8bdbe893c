import type { LiveMessage, StepProgress } from '../../shared/api.ts';
import { nestedConditions, type Condition } from '../../shared/conditions.ts';
import type { Step } from '../../shared/lab.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { Happenings, oneMoment, runStep } from '../checks.ts';
import { findStep, type Lab } from '../labs.ts';
import type { Machine } from '../machine.ts';
import type { ProgressStore } from '../progress.ts';
import { Evaluator } from './evaluator.ts';

export interface StepsDeps {
  readonly learner: string;
  readonly lab: Lab;
  readonly progress: ProgressStore;
  /** Undefined while there is none. */
  machine(): Machine | undefined;
  tell(message: LiveMessage): void;
  logError(details: object, message: string): void;
}

/** Kinds of which no event tells that they changed: looked at again from time to time. */
const SILENT: readonly (keyof Condition)[] = ['file', 'service', 'process', 'exec'];

/** The steps of one learner's lab on one machine: what happened, when each began, and their verdicts. */
export class Steps {
  readonly happenings = new Happenings();
  /** While the reference solutions are typed nothing is judged by itself: what they do is not the learner's doing. */
  paused = false;
  private readonly evaluator: Evaluator;
  /** When a step was last seen not to be passed: the next one began at that moment at the earliest. */
  private readonly openAtMs = new Map<string, number>();
  private readonly held = new Map<string, Set<number>>();
  private readonly answers = new Map<string, Record<string, string>>();
  /** Done by the reference solutions: what is there says nothing about the learner. */
  private readonly done = new Set<string>();

  constructor(private readonly deps: StepsDeps) {
    this.evaluator = new Evaluator({
      open: () => this.open(),
      look: () => this.look(),
      report: (step, verdict, asked) => this.report(step, verdict, asked),
    });
  }

  /** Something in the machine may have changed. */
  changed(): void {
    this.evaluator.changed();
  }

  /** Whether the step that the learner is at looks at something that changes without an event. */
  get wantsLooks(): boolean {
    const current = this.current();
    const step = this.definitions.find(({ id }) => id === current);
    return step?.checks.some((check) => [...nestedConditions(check)].some(isSilent)) ?? false;
  }

  async ask(step: string, answers: Readonly<Record<string, string>> | undefined): Promise<Verdict> {
    if (answers) this.answers.set(step, { ...this.answers.get(step), ...answers });
    this.deps.tell({ type: 'checking', lab: this.deps.lab.id, step });
    return this.evaluator.ask(step);
  }

  /** Says how a step stands now, to nobody but the caller. */
  judge(step: string): Promise<Verdict> {
    return this.look()(step);
  }

  skip(step: string): StepProgress {
    const { progress, learner, lab } = this.deps;
    const skipped = progress.recordSkip(learner, lab.id, step, new Date());
    this.changed();
    return skipped;
  }

  /** The step was done by its reference solution. */
  broughtPast(step: string): void {
    this.done.add(step);
    this.openAtMs.set(step, Date.now());
    this.skip(step);
  }

  stop(): void {
    this.evaluator.stop();
  }

  private get definitions(): readonly Step[] {
    return this.deps.lab.definition.steps;
  }

  /** What may still be passed, the step that the learner is at first. */
  private open(): string[] {
    if (this.paused) return [];
    const of = this.progressOf();
    const open = this.definitions
      .map(({ id }) => id)
      .filter((id) => !of.get(id)?.passedAt && !this.done.has(id));
    const current = this.current();
    return current === undefined ? open : [current, ...open.filter((id) => id !== current)];
  }

  /** The first step that is neither passed nor left out. */
  private current(): string | undefined {
    const of = this.progressOf();
    return this.definitions.find(({ id }) => !of.get(id)?.passedAt && !of.get(id)?.skippedAt)?.id;
  }

  private progressOf(): Map<string, StepProgress> {
    const mine = this.deps.progress.forLearner(this.deps.learner);
    return new Map(mine.filter(({ lab }) => lab === this.deps.lab.id).map((each) => [each.step, each]));
  }

  private look(): (step: string) => Promise<Verdict> {
    const machine = this.deps.machine();
    const moment = machine && oneMoment(machine);
    return async (id) => {
      if (!moment) return { outcome: 'inconclusive', reason: '实验机没有在运行。' };
      const startedMs = Date.now();
      const { lab } = this.deps;
      const step = findStep(lab, id);
      try {
        const verdict = await runStep(
          {
            machine: moment,
            happenings: this.happenings,
            beganMs: this.beganMs(id),
            answers: this.answers.get(id) ?? {},
            held: this.heldOf(id),
          },
          step,
        );
        if (verdict.outcome !== 'passed') this.openAtMs.set(id, startedMs);
        return verdict;
      } catch (error) {
        this.deps.logError({ err: error, lab: lab.id, step: id }, 'check failed to run');
        return { outcome: 'inconclusive', reason: '检查本身出了错，这不是你的问题。请告诉课程的维护者。' };
      }
    };
  }

  /** A step begins when the one before it is done: not later than its verdict, for what was typed meanwhile counts. */
  private beganMs(id: string): number {
    const index = this.definitions.findIndex((step) => step.id === id);
    const before = this.definitions[index - 1];
    return before ? (this.openAtMs.get(before.id) ?? 0) : 0;
  }

  private heldOf(id: string): Set<number> {
    const held = this.held.get(id) ?? new Set<number>();
    this.held.set(id, held);
    return held;
  }

  private report(step: string, verdict: Verdict, asked: boolean): void {
    // Unasked, only the step that the learner is at may say "not yet": a later one has not been tried.
    if (!asked && verdict.outcome !== 'passed' && this.current() !== step) return;
    const { learner, lab, progress, tell } = this.deps;
    const recorded = progress.recordVerdict(learner, lab.id, step, verdict, new Date(), { asked });
    tell({ type: 'verdict', lab: lab.id, step, verdict, progress: recorded });
  }
}

const isSilent = (condition: Condition): boolean => SILENT.some((kind) => condition[kind] !== undefined);
