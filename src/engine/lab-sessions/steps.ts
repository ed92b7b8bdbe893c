import { z } from 'zod';
import type { LiveMessage, StepProgress } from '../../shared/api.ts';
import { nestedConditions, type Condition } from '../../shared/conditions.ts';
import type { Step } from '../../shared/lab.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { Happenings, oneMoment, runStep } from '../checks.ts';
import { findStep, type Lab } from '../labs.ts';
import type { DaemonEvent, Machine } from '../machine.ts';
import { NotRecorded, type ProgressStore } from '../progress.ts';
import { Evaluator } from './evaluator.ts';
import type { SessionMeter } from './meter.ts';
import type { LabNews } from './policy.ts';
import { Showings } from './showings.ts';

export interface StepsDeps {
  readonly learner: string;
  readonly lab: Lab;
  readonly progress: ProgressStore;
  readonly meter?: SessionMeter;
  /** Undefined while there is none. */
  machine(): Machine | undefined;
  tell(message: LiveMessage): void;
  news(news: LabNews): void;
  /** What {@link Steps.kept} says is different from before. */
  changed(): void;
  logError(details: object, message: string): void;
}

/** Kinds of which no event tells that they changed: looked at again from time to time. */
const SILENT: readonly (keyof Condition)[] = ['file', 'service', 'process', 'exec'];

/** Events that a check's own looking makes (`docker exec`, `top`, `cp`), and a container's health check every second. */
const ECHOES = /^(?:exec_.*|top|archive-path|export|save)$/;

/** What can't be found out anew by looking at the machine and its daemon's events. */
export const keptStepsSchema = z.object({
  openAtMs: z.record(z.string(), z.number()),
  held: z.record(z.string(), z.array(z.number())),
  answers: z.record(z.string(), z.record(z.string(), z.string())),
  done: z.array(z.string()),
  commands: z.array(
    z.object({ command: z.string(), exitCode: z.number(), durationMs: z.number(), atMs: z.number() }),
  ),
});
export type KeptSteps = z.infer<typeof keptStepsSchema>;

/** The steps of one learner's lab on one machine: what happened, when each began, and their verdicts. */
export class Steps {
  readonly happenings = new Happenings();
  readonly showings: Showings;
  private readonly evaluator: Evaluator;
  /** When a step was last seen not to be passed: the next one began at that moment at the earliest. */
  private readonly openAtMs = new Map<string, number>();
  private readonly held = new Map<string, Set<number>>();
  private readonly answers = new Map<string, Record<string, string>>();
  /** Done by the reference solutions: what is there says nothing about the learner. */
  private readonly done = new Set<string>();
  /** The last time that this could not be found out, nothing may tell when it can be. */
  private unknown: string | undefined;
  /** Judged, but the store couldn't write it down: to say "passed" would be a promise. */
  private readonly unrecorded = new Set<string>();
  private begun = false;

  constructor(private readonly deps: StepsDeps) {
    this.showings = new Showings(deps);
    this.evaluator = new Evaluator({
      open: () => this.open(),
      look: () => this.look(),
      report: (step, verdict, asked) => this.report(step, verdict, asked),
    });
  }

  /** The machine is the learner's from now on: what was done in it before, by others, says nothing about them. */
  begin(): void {
    this.begun = true;
    this.changed(); // what holds from the start on is said at once
  }

  kept(): KeptSteps {
    return {
      openAtMs: Object.fromEntries(this.openAtMs),
      held: Object.fromEntries([...this.held].map(([step, checks]) => [step, [...checks]])),
      answers: Object.fromEntries(this.answers),
      done: [...this.done],
      commands: [...this.happenings.commandsSince(0)],
    };
  }

  /** Before `begin`. */
  restore({ openAtMs, held, answers, done, commands }: KeptSteps): void {
    for (const [step, atMs] of Object.entries(openAtMs)) this.openAtMs.set(step, atMs);
    for (const [step, checks] of Object.entries(held)) this.held.set(step, new Set(checks));
    for (const [step, given] of Object.entries(answers)) this.answers.set(step, { ...given });
    for (const step of done) this.done.add(step);
    for (const command of commands) this.happenings.addCommand(command, command.atMs);
  }

  /** Something in the machine may have changed. */
  changed(): void {
    if (this.begun) this.evaluator.changed();
  }

  addEvent(event: DaemonEvent): void {
    this.happenings.addEvent(event);
    if (!ECHOES.test(event.action)) this.changed();
    else if (this.begun) this.evaluator.echoed();
  }

  /** Time has passed: looks at the step that the learner is at, where nothing tells that it changed. */
  lookAgain(): void {
    if (this.begun && this.wantsLooks) this.evaluator.glance();
  }

  /** Whether the step that the learner is at looks at something that changes without an event. */
  private get wantsLooks(): boolean {
    const current = this.current();
    if (current !== undefined && current === this.unknown) return true;
    const step = this.definitions.find(({ id }) => id === current);
    return step?.checks.some((check) => [...nestedConditions(check)].some(isSilent)) ?? false;
  }

  async ask(step: string, answers: Readonly<Record<string, string>> | undefined): Promise<Verdict> {
    if (this.done.has(step)) {
      const reason = '这一步刚才是用参考解法做成的，看不出你自己会不会做。想自己做，就从这一步重新开始。';
      return { outcome: 'inconclusive', reason };
    }
    if (answers) this.answers.set(step, { ...this.answers.get(step), ...answers });
    if (answers) this.deps.changed();
    this.deps.tell({ type: 'checking', lab: this.deps.lab.id, step });
    const verdict = await this.evaluator.ask(step);
    return this.unrecorded.has(step) ? unrecorded(new NotRecorded()) : verdict;
  }

  /** Says how a step stands now, to nobody but the caller. */
  judge(step: string): Promise<Verdict> {
    return this.look()(step);
  }

  skip(step: string): StepProgress {
    const { progress, learner, lab } = this.deps;
    if (!this.isBehind(step)) this.openAtMs.set(step, Date.now());
    const skipped = progress.recordSkip(learner, lab.id, step, new Date());
    this.deps.changed();
    this.changed();
    return skipped;
  }

  /** The step was done by its reference solution. */
  broughtPast(step: string): void {
    this.openAtMs.set(step, Date.now());
    this.done.add(step);
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
    const of = this.progressOf();
    const open = this.definitions
      .map(({ id }) => id)
      .filter((id) => !of.get(id)?.passedAt && !this.done.has(id));
    const current = this.current();
    return current === undefined ? open : [current, ...open.filter((id) => id !== current)];
  }

  /** The first step that is neither passed nor left out. */
  current(): string | undefined {
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
      const held = this.heldOf(id);
      const heldBefore = held.size;
      try {
        const verdict = await runStep(
          {
            machine: moment,
            happenings: this.happenings,
            beganMs: this.beganMs(id),
            answers: this.answers.get(id) ?? {},
            held,
          },
          step,
        );
        this.deps.meter?.judged(verdict.outcome, Date.now() - startedMs);
        if (held.size !== heldBefore) this.deps.changed();
        if (verdict.outcome !== 'passed' && !this.isBehind(id)) this.openAtMs.set(id, startedMs);
        return verdict;
      } catch (error) {
        this.deps.logError({ err: error, lab: lab.id, step: id }, 'check failed to run');
        return { outcome: 'inconclusive', reason: '检查本身出了错，这不是你的问题。请告诉课程的维护者。' };
      }
    };
  }

  /** Passed, left out or done by the reference solution: no matter what becomes of it, later steps have begun. */
  private isBehind(id: string): boolean {
    const { passedAt, skippedAt } = this.progressOf().get(id) ?? {};
    return Boolean(passedAt ?? skippedAt) || this.done.has(id);
  }

  private before(id: string): readonly Step[] {
    return this.definitions.slice(
      0,
      this.definitions.findIndex((step) => step.id === id),
    );
  }

  /** A step begins when those before it are done: not later than their verdict, for what was typed meanwhile counts. */
  private beganMs(id: string): number {
    return Math.max(0, ...this.before(id).map((step) => this.openAtMs.get(step.id) ?? 0));
  }

  /** What held before the step began is forgotten. */
  private heldOf(id: string): Set<number> {
    if (!this.before(id).every((step) => this.isBehind(step.id))) return new Set();
    const held = this.held.get(id) ?? new Set<number>();
    this.held.set(id, held);
    return held;
  }

  private report(step: string, verdict: Verdict, asked: boolean): void {
    // Unasked, only the step that the learner is at may say "not yet": a later one has not been tried.
    if (!asked && verdict.outcome !== 'passed' && this.current() !== step) return;
    const { learner, lab, progress, tell, news, logError } = this.deps;
    if (verdict.outcome === 'inconclusive') this.unknown = step;
    else if (this.unknown === step) this.unknown = undefined;
    try {
      const again = Boolean(this.progressOf().get(step)?.passedAt);
      const recorded = progress.recordVerdict(learner, lab.id, step, verdict, new Date(), { asked });
      this.unrecorded.delete(step);
      tell({ type: 'verdict', lab: lab.id, step, verdict, progress: recorded });
      news({ kind: 'verdict', lab: lab.id, step, verdict, asked, progress: recorded, again });
      this.deps.changed();
      if (verdict.outcome === 'passed') void this.showings.show(step);
    } catch (error) {
      this.unknown = step; // tried again at the next look
      logError({ err: error, lab: lab.id, step }, 'verdict not recorded');
      if (!(error instanceof NotRecorded)) return;
      this.unrecorded.add(step);
      tell({ type: 'verdict', lab: lab.id, step, verdict: unrecorded(error), progress: error.before });
    }
  }
}

const unrecorded = ({ what, next }: NotRecorded): Verdict => ({
  outcome: 'inconclusive',
  reason: what + next,
});

const isSilent = (condition: Condition): boolean => SILENT.some((kind) => condition[kind] !== undefined);
