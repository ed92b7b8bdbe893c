/**
 * Proves a lab on real machines: nothing done fails, each wrong attempt fails on the check it names, the solution passes.
 * Knows nothing about where machines come from or how results are shown.
 */
import type { Lab } from './labs.ts';
import { prepareLab } from './lab-test/prepare.ts';
import type { PreparedLab } from './lab-test/prepare.ts';
import { tryWrong, walkThrough } from './lab-test/trials.ts';
import type { Workshop } from './lab-test/trials.ts';
import type { LabTestEvent, LabTestResult } from './lab-test/types.ts';

export { splitCommands, type Command } from './lab-test/commands.ts';
export { keystrokes } from './lab-test/typist.ts';
export type { Workshop } from './lab-test/trials.ts';
export type { LabTestEvent, LabTestResult, Surprise, Trial } from './lab-test/types.ts';

/** What can be said without a machine: every script is read and parsed. Rejects with UserError. */
export async function lintLab(lab: Lab): Promise<void> {
  await prepareLab(lab);
}

/**
 * Takes 1 + (number of wrong attempts) machines, one at a time. The walk through all steps comes first: where a
 * solution doesn't pass, attempts at later steps would only repeat that. Stops cleanly when the caller stops iterating.
 */
export async function* testLab(lab: Lab, workshop: Workshop): AsyncGenerator<LabTestEvent> {
  const start = performance.now();
  const prepared = await prepareLab(lab);
  const machines = 1 + prepared.steps.reduce((sum, { wrong }) => sum + wrong.length, 0);
  yield { type: 'lab', lab: lab.id, title: lab.definition.title, machines };

  const results: LabTestResult[] = [];
  for await (const result of walkThrough(prepared, workshop)) {
    results.push(result);
    yield result;
  }
  const stuck = results.find(({ trial, surprise }) => trial.kind === 'solution' && surprise);
  for (const step of prepared.steps) {
    for (const attempt of step.wrong) {
      const result = await tryWrong(prepared, step, attempt, workshop);
      results.push(result);
      yield result;
    }
    if (step.step.id === stuck?.step) break;
  }
  if (!stuck) {
    for (const result of uncovered(prepared, results)) {
      results.push(result);
      yield result;
    }
  }
  const surprises = results.filter(({ surprise }) => surprise).length;
  yield {
    type: 'done',
    lab: lab.id,
    results: results.length,
    surprises,
    durationMs: performance.now() - start,
  };
}

/** A check that nothing made fail might be always true: the one thing that this test is there to find. */
function* uncovered(
  { lab, steps, place }: PreparedLab,
  results: readonly LabTestResult[],
): Generator<LabTestResult> {
  const failures = new Set<string>();
  for (const { step, verdict } of results) {
    if (verdict?.outcome === 'failed') failures.add(`${step} ${verdict.check}`);
  }
  for (const { step, index } of steps) {
    for (const check of step.checks.keys()) {
      if (failures.has(`${step.id} ${check}`)) continue;
      const header = `# 应当失败于：检查 ${check + 1}`;
      const surprise = {
        place: place(['steps', index, 'checks', check]),
        message: `没有什么让检查 ${check + 1} 失败过，它可能永远通过。写一个 wrong/${step.id}.<名字>.sh，第一行是“${header}”`,
      };
      const trial = { kind: 'coverage', check } as const;
      yield {
        type: 'result',
        lab: lab.id,
        step: step.id,
        trial,
        verdict: undefined,
        durationMs: 0,
        surprise,
      };
    }
  }
}
