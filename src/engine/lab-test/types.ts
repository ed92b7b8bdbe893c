import type { Verdict } from '../../shared/verdict.ts';

/** What was tried at a step. */
export type Trial =
  /** Every step on a machine where nothing was done yet: must fail. */
  | { readonly kind: 'fresh' }
  /** At the step's own start, the earlier steps solved: must fail. */
  | { readonly kind: 'untouched' }
  /** Must fail on the check it names. */
  | { readonly kind: 'wrong'; readonly name: string; readonly file: string }
  /** Must pass. */
  | { readonly kind: 'solution'; readonly file: string }
  /** A check that none of the above made fail proves nothing. */
  | { readonly kind: 'coverage'; readonly check: number }
  /** No machine could be had for the walk through the steps, or it could not be made ready. */
  | { readonly kind: 'machine' };

export interface Surprise {
  /** `file:line:col` of what has to be looked at. */
  readonly place: string;
  /** What happened and what was expected, in Chinese. */
  readonly message: string;
  /** The last lines of the terminal, where something was typed. */
  readonly screen?: string | undefined;
  /** The same trial, done again, came out differently. */
  readonly flaky?: true | undefined;
}

export type LabTestEvent =
  | { readonly type: 'lab'; readonly lab: string; readonly title: string; readonly machines: number }
  /** Nothing that it depends on has changed since it passed last. */
  | { readonly type: 'skipped'; readonly lab: string; readonly title: string }
  | {
      readonly type: 'result';
      readonly lab: string;
      readonly step: string;
      readonly trial: Trial;
      readonly verdict: Verdict | undefined;
      /** Of several runs, the longest. */
      readonly durationMs: number;
      /** Undefined where all was as it should be. */
      readonly surprise: Surprise | undefined;
    }
  | {
      readonly type: 'done';
      readonly lab: string;
      readonly results: number;
      readonly surprises: number;
      /** Of all its trials together. */
      readonly durationMs: number;
    };

export type LabTestResult = Extract<LabTestEvent, { type: 'result' }>;
