import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/errors.ts';
import type { Verdict } from '../../shared/verdict.ts';
import { findStep, loadAttempts, type Lab } from '../labs.ts';
import type { TerminalSession } from '../terminal.ts';
import { splitCommands, typeCommands } from '../typing.ts';

const FIRST_PROMPT_DEADLINE_MS = 30_000;
/** A solution's effect may come a moment after its command has ended. */
const SETTLE_MS = 10_000;
const AGAIN_MS = 250;

export interface BringTo {
  readonly lab: Lab;
  /** The step to begin at. */
  readonly from: string;
  readonly terminal: TerminalSession;
  judge(step: string): Promise<Verdict>;
  /** Before each step is done, with its title. */
  onStep(title: string, index: number): void;
  done(step: string): void;
}

/**
 * Types the reference solutions of all steps before `from` into the learner's own terminal, who can read there what was
 * done. Rejects with UserError where one of them doesn't hold.
 */
export async function bringTo({ lab, from, terminal, judge, onStep, done }: BringTo): Promise<void> {
  findStep(lab, from);
  const { solutions } = await loadAttempts(lab);
  await terminal.waitForPrompt(FIRST_PROMPT_DEADLINE_MS);
  for (const [index, step] of lab.definition.steps.entries()) {
    if (step.id === from) return;
    onStep(step.title, index);
    const solution = solutions.find((candidate) => candidate.step === step.id)!; // a lab without one isn't loaded
    const { commands } = await splitCommands(solution.file, solution.text);
    await typeCommands(terminal, commands);
    const deadline = performance.now() + SETTLE_MS;
    let verdict = await judge(step.id);
    while (
      verdict.outcome !== 'passed' &&
      !onlyAnswersMissing(verdict, step) &&
      performance.now() < deadline
    ) {
      await sleep(AGAIN_MS);
      verdict = await judge(step.id);
    }
    if (verdict.outcome !== 'passed' && !onlyAnswersMissing(verdict, step)) {
      throw new UserError(
        `没能从这一步开始：前面的步骤“${step.title}”用参考解法没有做成。${verdict.reason}`,
        '重试一次，或者从头开始。',
      );
    }
    done(step.id);
  }
}

/** Answers are no state of the machine: the next step doesn't need them. Checks are judged in order, answers come last. */
function onlyAnswersMissing(
  verdict: Verdict,
  { checks }: { checks: readonly { readonly answer?: unknown }[] },
): boolean {
  return (
    verdict.outcome === 'failed' && checks.slice(verdict.check).every(({ answer }) => answer !== undefined)
  );
}
