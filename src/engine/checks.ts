/**
 * Judges a step by what is really there in a machine, and says why when it doesn't pass.
 * Knows nothing about who asks (a learner's page or lab-test), when, or what becomes of the verdict.
 */
import { nestedConditions, type Condition } from '../shared/conditions.ts';
import type { Step } from '../shared/lab.ts';
import type { Verdict } from '../shared/verdict.ts';
import { gatherEvidence } from './checks/evidence.ts';
import { evaluate } from './checks/kinds.ts';
import { Inconclusive } from './checks/types.ts';
import type { CheckEnvironment, Evidence } from './checks/types.ts';
import { MachineUnavailable } from './machine.ts';

export { oneMoment } from './checks/evidence.ts';
export { Happenings, type SeenCommand } from './checks/happenings.ts';
export type { CheckEnvironment } from './checks/types.ts';

/** One for the whole step: past it nobody waits for an answer any more, and the next event asks again. */
export const STEP_DEADLINE_MS = 10_000;

/** Never rejects for what a learner or their machine did: that is `failed` or `inconclusive`. */
export async function runStep(
  environment: CheckEnvironment,
  step: Step,
  { deadlineMs = STEP_DEADLINE_MS }: { readonly deadlineMs?: number } = {},
): Promise<Verdict> {
  const end = performance.now() + deadlineMs;
  const evidence = gatherEvidence(environment, end);
  const verdict = await before(
    end,
    judge(step, evidence, environment.held),
    inconclusive(`${deadlineMs / 1000} 秒内没有查完`),
  );
  if (verdict.outcome !== 'failed') return verdict;
  // A misconception only adds to a verdict: running out of time here must not take the verdict away.
  const misconception = await before(end, recognise(step, verdict.check, evidence), undefined);
  return misconception === undefined ? verdict : { ...verdict, misconception };
}

async function judge(step: Step, evidence: Evidence, held: Set<number>): Promise<Verdict> {
  let verdict: Verdict = { outcome: 'passed' };
  for (const [index, { fail, mode, ...condition }] of step.checks.entries()) {
    if (held.has(index)) continue;
    // Past the first failure only what may be gone at the next look still matters.
    if (verdict.outcome !== 'passed' && mode !== 'edge') continue;
    const found = await judgeOne(condition, fail, index, evidence);
    if (found.outcome === 'passed' && mode === 'edge') held.add(index);
    if (verdict.outcome === 'passed') verdict = found;
  }
  return verdict;
}

async function judgeOne(
  condition: Condition,
  fail: string,
  index: number,
  evidence: Evidence,
): Promise<Verdict> {
  try {
    const finding = await evaluate(condition, evidence);
    if (finding.met) return { outcome: 'passed' };
    return { outcome: 'failed', check: index, reason: why(condition, fail, finding.observed, evidence) };
  } catch (error) {
    if (!couldNotFindOut(error)) throw error;
    return inconclusive(error.message);
  }
}

function why({ answer }: Condition, fail: string, observed: string, evidence: Evidence): string {
  if (!answer) return `${asSentence(fail)}现在看到：${asSentence(observed)}`;
  // Nothing written is not a wrong answer; and what was written is not something that was seen in the machine.
  const written = (evidence.answers[answer.id] ?? '').trim() !== '';
  return written ? asSentence(fail) + asSentence(observed) : asSentence(observed);
}

async function recognise(step: Step, check: number, evidence: Evidence): Promise<string | undefined> {
  const failedQuestion = step.checks[check]?.answer?.id;
  for (const { when, say } of step.misconceptions) {
    // What is wrong with another answer would stand beside a verdict that is about this one.
    const questions = [...nestedConditions(when)].flatMap(({ answer }) => (answer ? [answer.id] : []));
    if (questions.length > 0 && !questions.some((id) => id === failedQuestion)) continue;
    try {
      if ((await evaluate(when, evidence)).met) return say;
    } catch (error) {
      if (!couldNotFindOut(error)) throw error;
    }
  }
  return undefined;
}

const couldNotFindOut = (error: unknown): error is Error =>
  error instanceof MachineUnavailable || error instanceof Inconclusive;

const inconclusive = (why: string): Verdict => ({
  outcome: 'inconclusive',
  reason: `这一次没能查到结果：${asSentence(why)}这不算做错；稍等一下，或者再点一次检查。`,
});

/** Authors end a `fail` with or without a full stop. */
const asSentence = (text: string): string => (/[。！？!?.]$/.test(text) ? text : `${text}。`);

/** `late` past the deadline; what the promise does afterwards, a rejection too, is nobody's business. */
async function before<T>(endMs: number, promise: Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late), Math.max(0, endMs - performance.now()));
  });
  promise.catch(() => {});
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
