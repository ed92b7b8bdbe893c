import type { PreparedLab } from './prepare.ts';
import type { LabTestResult } from './types.ts';

/** A check that nothing made fail might be always true: the one thing that this test is there to find. */
export function* uncovered(
  { lab, steps, place }: PreparedLab,
  results: readonly LabTestResult[],
): Generator<LabTestResult> {
  const failures = new Set<string>();
  // Where an attempt was not judged, nothing can be said of the checks that it was to show.
  const unknown = new Set(results.filter(({ verdict }) => !verdict).map(({ step }) => step));
  for (const { step, verdict } of results) {
    if (verdict?.outcome === 'failed') failures.add(`${step} ${verdict.check}`);
  }
  for (const { step, index } of steps.filter((each) => !unknown.has(each.step.id))) {
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
