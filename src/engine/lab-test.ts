/**
 * Proves labs on real machines: nothing done fails, each wrong attempt fails on the check it names, the solution passes.
 * Knows nothing about where machines come from or how results are shown.
 */
import { setMaxListeners } from 'node:events';
import { findStep } from './labs.ts';
import type { Step } from '../shared/lab.ts';
import { CONDITION_KINDS, nestedConditions, writtenKinds } from '../shared/conditions.ts';
import type { Lab } from './labs.ts';
import type { Workshop } from './lab-test/bench.ts';
import { openLanes } from './lab-test/lanes.ts';
import { prepareLabs } from './lab-test/prepare.ts';
import { machinesOf, startLab } from './lab-test/schedule.ts';
import type { LabTestEvent, LabTestResult } from './lab-test/types.ts';

export { defaultJobs } from './lab-test/jobs.ts';
export { lintLabs, type Findings, type LintSurroundings } from './lab-test/lint.ts';
export { embeddings, type Embedding } from './labs.ts';
export { labPasses, type LabPasses } from './lab-test/passes.ts';
export type { Workshop } from './lab-test/bench.ts';
export type { LabTestEvent, LabTestResult, Surprise, Trial } from './lab-test/types.ts';

/** Rejects with UserError where files of a lab are not right: such a lab can't be tested. */
export async function refuseBadLabs(labs: readonly Lab[]): Promise<void> {
  await prepareLabs(labs);
}

/** The kinds of checks of some steps, misconceptions not counted, in the order of the schema. */
export function kindsUsed(steps: readonly Step[]): string[] {
  const used = new Set(
    steps.flatMap(({ checks }) =>
      checks.flatMap((check) => [...nestedConditions(check)].flatMap(writtenKinds)),
    ),
  );
  return CONDITION_KINDS.filter((kind) => used.has(kind));
}

export interface TestOptions {
  /** Machines at a time. Default 1. */
  readonly jobs?: number;
  /** How often each trial is done, each time on a fresh machine; a result that differs is a surprise. Default 1. */
  readonly repeat?: number;
  /** Only this step is judged; with it nothing is remembered as passed. */
  readonly only?: string | undefined;
  /** The first surprise ends it. */
  readonly failFast?: boolean;
  /** Ends it: machines are given back at once, and only what was known by then is told. */
  readonly signal?: AbortSignal;
  /** Labs that need not be tested again; those that pass are added. */
  readonly passes?: { has(lab: Lab): boolean; add(lab: Lab): void } | undefined;
  /** As results come in, which is not the order in which they are told. */
  readonly onResult?: (result: LabTestResult) => void;
}

/**
 * Rejects with UserError, before any machine is taken, where a lab's files are not right. Events come lab by lab; within
 * a lab in the order of its steps. Ends cleanly when the caller stops iterating.
 */
export async function* testLabs(
  labs: readonly Lab[],
  workshop: Workshop,
  options: TestOptions = {},
): AsyncGenerator<LabTestEvent> {
  const { jobs = 1, repeat = 1, only, passes, failFast = false, onResult = () => {} } = options;
  if (only !== undefined) for (const lab of labs) findStep(lab, only);
  const prepared = await prepareLabs(labs);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  setMaxListeners(0, signal); // one for each machine
  const schedule = {
    workshop,
    lanes: openLanes(jobs),
    repeat,
    only,
    signal,
    onResult,
    onSurprise: () => {
      if (failFast) stop.abort();
    },
  };
  const runs = prepared.map((each, rank) => ({
    each: { ...each, steps: upTo(each.steps, only) },
    rank,
    skipped: passes?.has(each.lab) === true,
  }));
  const begun = runs.map(({ each, rank, skipped }) => (skipped ? undefined : startLab(each, rank, schedule)));
  try {
    for (const [index, { each }] of runs.entries()) {
      const lab = each.lab.id;
      const { title } = each.lab.definition;
      const run = begun[index];
      if (!run) {
        yield { type: 'skipped', lab, title };
        continue;
      }
      if (signal.aborted) continue;
      yield { type: 'lab', lab, title, machines: machinesOf(each, repeat) };
      const results: LabTestResult[] = [];
      for (const part of run.parts) {
        for (const result of await part) {
          results.push(result);
          yield result;
        }
      }
      const surprises = results.filter(({ surprise }) => surprise).length;
      if (surprises === 0 && !signal.aborted && only === undefined) passes?.add(each.lab);
      const durationMs = results.reduce((sum, result) => sum + result.durationMs, 0);
      yield { type: 'done', lab, results: results.length, surprises, durationMs };
    }
  } finally {
    stop.abort();
    for (const run of begun) await run?.over;
  }
}

function upTo<T extends { readonly step: { readonly id: string } }>(
  steps: readonly T[],
  only: string | undefined,
): readonly T[] {
  const last = only === undefined ? steps.length : steps.findIndex(({ step }) => step.id === only) + 1;
  return steps.slice(0, last);
}
