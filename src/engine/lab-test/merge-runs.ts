import { describeVerdict } from './judge.ts';
import type { PreparedLab } from './prepare.ts';
import type { LabTestResult } from './types.ts';

/** The results of the same trials, done several times on machines of their own: one each, flaky where they differ. */
export function mergeRuns(
  prepared: PreparedLab,
  runs: readonly (readonly LabTestResult[])[],
): LabTestResult[] {
  const trials = new Map<string, LabTestResult[]>();
  for (const result of runs.flat()) {
    const key = JSON.stringify([result.step, result.trial]);
    trials.set(key, [...(trials.get(key) ?? []), result]);
  }
  return [...trials.values()].map((same) => mergeSame(prepared, same));
}

function mergeSame(prepared: PreparedLab, same: readonly LabTestResult[]): LabTestResult {
  const outcomes = new Map<string, { readonly text: string; count: number }>();
  for (const result of same) {
    const key = outcomeKey(result);
    const outcome = outcomes.get(key) ?? { text: outcomeText(result), count: 0 };
    outcomes.set(key, { ...outcome, count: outcome.count + 1 });
  }
  const worst = same.find(({ surprise }) => surprise) ?? same[0]!;
  const merged = { ...worst, durationMs: Math.max(...same.map(({ durationMs }) => durationMs)) };
  if (outcomes.size === 1) return merged;
  const each = [...outcomes.values()].map(({ text, count }) => `${count} 次${text}`);
  const message = `结果不稳定，做了 ${same.length} 次：${each.join('；')}`;
  const surprise = { ...worst.surprise, place: placeOf(prepared, worst), message, flaky: true } as const;
  return { ...merged, surprise };
}

/** Not the text of the reason: ids and times in it are never the same twice. */
function outcomeKey({ verdict, surprise }: LabTestResult): string {
  const failure = verdict?.outcome === 'failed' ? [verdict.check, verdict.misconception] : [];
  return JSON.stringify([surprise !== undefined, verdict?.outcome, ...failure]);
}

const outcomeText = ({ verdict, surprise }: LabTestResult): string =>
  verdict ? describeVerdict(verdict) : (surprise?.message ?? '');

function placeOf({ steps, place }: PreparedLab, { step, trial, surprise }: LabTestResult): string {
  if (surprise) return surprise.place;
  if ('file' in trial) return `${trial.file}:1:1`;
  return place(['steps', steps.findIndex((each) => each.step.id === step), 'checks']);
}
