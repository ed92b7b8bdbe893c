import type { Step } from '../../shared/lab.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { runStep, type CheckEnvironment } from '../checks.ts';
import type { ScriptedAnswer } from '../labs.ts';
import type { Machine } from '../machine.ts';
import type { Command } from '../typing.ts';
import { settledVerdict } from './judge.ts';
import type { Settle } from './judge.ts';
import type { Typist } from './typist.ts';

export interface Script {
  readonly commands: readonly Command[];
  readonly answers: readonly ScriptedAnswer[];
}

/** One step from the moment that it begins: what is typed for it, and how it is judged. */
export class StepRun {
  readonly #environment: CheckEnvironment;
  #answers: Readonly<Record<string, string>> = {};

  constructor(
    machine: Machine,
    private readonly typist: Typist,
    private readonly step: Step,
    private readonly settle: Settle,
  ) {
    this.#environment = {
      machine,
      happenings: typist.happenings,
      beganMs: Date.now(),
      answers: {},
      held: new Set(),
    };
  }

  async perform({ commands, answers }: Script): Promise<void> {
    // A learner's page looks after every command; what holds for a moment only would be missed otherwise.
    const hasEdge = this.step.checks.some(({ mode }) => mode === 'edge');
    await this.typist.type(commands, hasEdge ? async () => void (await this.judge()) : undefined);
    this.#answers = await this.typist.answer(answers);
  }

  judge(): Promise<Verdict> {
    return runStep({ ...this.#environment, answers: this.#answers }, this.step);
  }

  /** See {@link settledVerdict}. */
  settled(expected: (verdict: Verdict) => boolean): Promise<Verdict> {
    return settledVerdict(() => this.judge(), expected, this.settle);
  }
}
