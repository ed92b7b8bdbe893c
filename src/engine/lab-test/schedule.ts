import type { Workshop } from './bench.ts';
import { uncovered } from './coverage.ts';
import type { Lanes } from './lanes.ts';
import { mergeRuns } from './merge-runs.ts';
import type { PreparedLab, PreparedStep } from './prepare.ts';
import { tryWrong, walkThrough } from './trials.ts';
import type { LabTestResult } from './types.ts';

export interface Schedule {
  readonly workshop: Workshop;
  readonly lanes: Lanes;
  /** How often each trial is done. */
  readonly repeat: number;
  /** Only this step is judged; those before it are done on the way. */
  readonly only?: string | undefined;
  /** Aborted: what runs is broken off and has no result. */
  readonly signal: AbortSignal;
  readonly onResult: (result: LabTestResult) => void;
  /** As early as it is known. */
  readonly onSurprise: () => void;
}

/** A lab under way: its parts in the order in which they are told, each as soon as it is known. */
export interface LabRun {
  readonly parts: readonly Promise<readonly LabTestResult[]>[];
  /** When all of it has ended, whatever came of it; never rejects. */
  readonly over: Promise<void>;
}

/** Machines that a lab takes. */
export const machinesOf = ({ steps }: PreparedLab, repeat: number): number =>
  repeat * (1 + steps.reduce((sum, { wrong }) => sum + wrong.length, 0));

/** Every trial is a job of its own, but for the walk through all steps, which comes first: see {@link reached}. */
export function startLab(prepared: PreparedLab, rank: number, schedule: Schedule): LabRun {
  const { workshop, lanes, signal, only } = schedule;
  const times = [...Array(schedule.repeat).keys()];
  const job = async (work: () => Promise<readonly LabTestResult[]>): Promise<readonly LabTestResult[]> => {
    const once = async (): Promise<readonly LabTestResult[]> => {
      const results = await unlessAborted(work, signal);
      if (results.some(({ surprise }) => surprise)) schedule.onSurprise(); // before this lane takes its next job
      return results;
    };
    const runs = await Promise.all(times.map(() => lanes(rank, once)));
    const results = mergeRuns(prepared, runs).filter(
      ({ step, surprise }) => only === undefined || step === only || surprise,
    );
    if (results.some(({ surprise }) => surprise)) schedule.onSurprise();
    for (const result of results) schedule.onResult(result);
    return results;
  };

  const walk = job(() => walkThrough(prepared, workshop, signal));
  const attempts = prepared.steps
    .filter(({ step }) => only === undefined || step.id === only)
    .flatMap((step) =>
      step.wrong.map(async (attempt) => {
        if (!reached(prepared, await walk, step)) return [];
        return job(async () => [await tryWrong(prepared, step, attempt, workshop, signal)]);
      }),
    );
  const coverage = Promise.all([walk, ...attempts]).then((parts) => {
    if (signal.aborted || only !== undefined || stuckAt(parts[0]!)) return [];
    const missing = [...uncovered(prepared, parts.flat())];
    for (const result of missing) schedule.onResult(result);
    return missing;
  });
  const parts = [walk, ...attempts, coverage];
  return { parts, over: Promise.allSettled(parts).then(() => {}) };
}

/** Where a solution doesn't pass, wrong attempts at later steps would only repeat that. */
function reached(prepared: PreparedLab, walk: readonly LabTestResult[], { index }: PreparedStep): boolean {
  const stuck = stuckAt(walk);
  if (!stuck) return true;
  if (stuck.trial.kind === 'machine') return false;
  return index <= prepared.steps.findIndex(({ step }) => step.id === stuck.step);
}

const stuckAt = (walk: readonly LabTestResult[]): LabTestResult | undefined =>
  walk.find(({ trial, surprise }) => surprise && (trial.kind === 'solution' || trial.kind === 'machine'));

async function unlessAborted(
  work: () => Promise<readonly LabTestResult[]>,
  signal: AbortSignal,
): Promise<readonly LabTestResult[]> {
  if (signal.aborted) return [];
  try {
    const results = await work();
    return signal.aborted ? [] : results;
  } catch (error) {
    if (signal.aborted) return []; // its machine was taken away under it
    throw error;
  }
}
