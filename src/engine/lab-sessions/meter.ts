import type { Verdict } from '../../shared/verdict.ts';

/** Hears of what is worth counting; who the learner is and what they typed is not. */
export interface SessionMeter {
  /** A learner asked for a machine and has it, or it did not start. One that is given up meanwhile counts as neither. */
  started(outcome: 'ready' | 'failed', ms: number): void;
  judged(outcome: Verdict['outcome'], ms: number): void;
}
