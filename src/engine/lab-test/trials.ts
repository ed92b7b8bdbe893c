import type { Verdict } from '../../shared/verdict.ts';
import { MachineUnavailable } from '../machine.ts';
import { TerminalUnavailable } from '../terminal.ts';
import { NoMachine, openBench } from './bench.ts';
import type { Bench, Workshop } from './bench.ts';
import { describeVerdict, failed, passed } from './judge.ts';
import type { PreparedLab, PreparedStep } from './prepare.ts';
import type { LabTestResult, Surprise, Trial } from './types.ts';
import type { Typist } from './typist.ts';

type WrongAttempt = PreparedStep['wrong'][number];

/**
 * One machine from the first step to the last: nothing done, then each step's own start and its solution.
 * Ends early at a solution that doesn't pass: what comes after it could not begin.
 */
export async function walkThrough(
  prepared: PreparedLab,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<readonly LabTestResult[]> {
  const { steps, place } = prepared;
  const results: LabTestResult[] = [];
  const record = async (step: PreparedStep, trial: Trial, attempt: () => Promise<Judged>) => {
    const result = await tried(prepared, step, trial, attempt);
    results.push(result);
    return result;
  };
  let bench: Bench;
  try {
    bench = await openBench(prepared.lab, workshop, signal);
  } catch (error) {
    if (!(error instanceof NoMachine)) throw error;
    await record(steps[0]!, { kind: 'machine' }, () => Promise.resolve(noMachine(prepared, error)));
    return results;
  }
  await using opened = bench;

  for (const each of steps) {
    await record(each, { kind: 'fresh' }, async () =>
      undone(prepared, each, await opened.begin(each.step).settled(failed), '在全新的实验机上，什么都没做'),
    );
  }

  for (const each of steps) {
    const { step, index, solution } = each;
    const run = opened.begin(step);
    if (index > 0) {
      await record(each, { kind: 'untouched' }, async () =>
        undone(prepared, each, await run.settled(failed), '只做完前面的步骤'),
      );
    }
    const { surprise } = await record(each, { kind: 'solution', file: solution.file }, () => {
      const surprise = (message: string) => ({ place: `${solution.file}:1:1`, message });
      return typed(opened.typist, surprise, async () => {
        await run.perform(solution);
        const verdict = await run.settled(passed);
        const at =
          verdict.outcome === 'failed' ? `（${place(['steps', index, 'checks', verdict.check])}）` : '';
        return judged(verdict, passed(verdict), surprise(`参考解法${describeVerdict(verdict)}${at}`));
      });
    });
    if (surprise) break;
  }
  return results;
}

/** A machine of its own, brought to the start of the step: what one attempt leaves behind must not help the next. */
export async function tryWrong(
  prepared: PreparedLab,
  target: PreparedStep,
  attempt: WrongAttempt,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<LabTestResult> {
  const { lab, steps, place } = prepared;
  const trial: Trial = { kind: 'wrong', name: attempt.name, file: attempt.file };
  return tried(prepared, target, trial, async () => {
    let bench: Bench;
    try {
      bench = await openBench(lab, workshop, signal);
    } catch (error) {
      if (error instanceof NoMachine) return noMachine(prepared, error);
      throw error;
    }
    await using opened = bench;
    const surprise = (message: string) => ({ place: `${attempt.file}:1:1`, message });
    // `await`: a bare return would give the machine back before anything is typed.
    return await typed(opened.typist, surprise, async () => {
      for (const { step, solution } of steps.slice(0, target.index)) {
        const run = opened.begin(step);
        await run.perform(solution);
        const verdict = await run.settled(passed);
        if (!passed(verdict)) {
          const message = `走到这一步之前，步骤 ${step.id} 的参考解法这一次${describeVerdict(verdict)}`;
          return judged(verdict, false, { place: `${solution.file}:1:1`, message });
        }
      }
      const run = opened.begin(target.step);
      await run.perform(attempt);
      const asNamed = (verdict: Verdict) => verdict.outcome === 'failed' && verdict.check === attempt.check;
      // A container that is about to stop is caught at once, and only then recognised for what it is.
      const settled = (verdict: Verdict) => asNamed(verdict) && recognised(verdict, target, attempt);
      const verdict = await run.settled(settled);
      if (!asNamed(verdict)) {
        const expected = `应当被检查 ${attempt.check + 1} 拦下（${place(['steps', target.index, 'checks', attempt.check])}）`;
        return judged(verdict, false, surprise(`这个错误的做法${describeVerdict(verdict)}。${expected}`));
      }
      return judged(verdict, recognised(verdict, target, attempt), surprise(notRecognised(verdict, attempt)));
    });
  });
}

function recognised(verdict: Verdict, { step }: PreparedStep, { misconception }: WrongAttempt): boolean {
  if (misconception === undefined) return true;
  return verdict.outcome === 'failed' && verdict.misconception === step.misconceptions[misconception]?.say;
}

function notRecognised(verdict: Verdict, { misconception = 0 }: WrongAttempt): string {
  const got = verdict.outcome === 'failed' ? verdict.misconception : undefined;
  return `应当认出误解 ${misconception + 1}，实际${got === undefined ? '一个也没认出' : `认出的是：${got}`}`;
}

/** Of a step that nobody has begun: it must fail, and nobody may be told what they did wrong. */
function undone(
  { place }: PreparedLab,
  { step, index }: PreparedStep,
  verdict: Verdict,
  when: string,
): Judged {
  const surprise = (where: readonly PropertyKey[], message: string): Judged =>
    judged(verdict, false, {
      place: place(['steps', index, ...where]),
      message: `${when}，步骤 ${step.id} 就${message}`,
    });
  if (verdict.outcome !== 'failed') return surprise(['checks'], `${describeVerdict(verdict)}。应当没通过`);
  const { misconception } = verdict;
  if (misconception === undefined) return judged(verdict, true, undefined);
  const said = step.misconceptions.findIndex(({ say }) => say === misconception);
  return surprise(
    ['misconceptions', said],
    `认出了误解 ${said + 1}：${misconception}页面会对还没有动手的人这样说`,
  );
}

interface Judged {
  readonly verdict: Verdict | undefined;
  readonly surprise: Surprise | undefined;
}

const judged = (verdict: Verdict, asExpected: boolean, surprise: Surprise | undefined): Judged => ({
  verdict,
  surprise: asExpected ? undefined : surprise,
});

const noMachine = ({ place }: PreparedLab, { message }: NoMachine): Judged => ({
  verdict: undefined,
  surprise: { place: place(['machine']), message: `没有得到准备好的实验机：${message}` },
});

async function tried(
  { lab }: PreparedLab,
  { step }: PreparedStep,
  trial: Trial,
  attempt: () => Promise<Judged>,
): Promise<LabTestResult> {
  const start = performance.now();
  const outcome = await attempt();
  const durationMs = performance.now() - start;
  return { type: 'result', lab: lab.id, step: step.id, trial, durationMs, ...outcome };
}

/** Where something was typed, a surprise shows the screen; a command that never ends is one too. */
async function typed(
  typist: Typist,
  surprise: (message: string) => Surprise,
  attempt: () => Promise<Judged>,
): Promise<Judged> {
  let outcome: Judged;
  try {
    outcome = await attempt();
  } catch (error) {
    if (!(error instanceof TerminalUnavailable || error instanceof MachineUnavailable)) throw error;
    outcome = { verdict: undefined, surprise: surprise(`命令没有做完：${error.message}`) };
  }
  if (!outcome.surprise) return outcome;
  return {
    ...outcome,
    surprise: { ...outcome.surprise, screen: await typist.screen().catch(() => undefined) },
  };
}
