import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '../../shared/verdict.ts';

const SETTLE_MS = 3_000;
const AGAIN_MS = 200;

export interface Settle {
  readonly settleMs?: number | undefined;
  /** Nobody wants the verdict any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The first verdict that is as expected, or the last one when the state has had time to settle: a learner's page asks
 * again at the next event, so we do too. A pass is final.
 */
export async function settledVerdict(
  judge: () => Promise<Verdict>,
  expected: (verdict: Verdict) => boolean,
  { settleMs = SETTLE_MS, signal }: Settle = {},
): Promise<Verdict> {
  const end = performance.now() + settleMs;
  for (;;) {
    const verdict = await judge();
    if (expected(verdict) || verdict.outcome === 'passed') return verdict;
    if (performance.now() > end || signal?.aborted) return verdict;
    await sleep(AGAIN_MS);
  }
}

export const failed = (verdict: Verdict): boolean => verdict.outcome === 'failed';
export const passed = (verdict: Verdict): boolean => verdict.outcome === 'passed';

/** `没通过检查 2：…`, without a full stop: whoever goes on puts one. */
export function describeVerdict(verdict: Verdict): string {
  return whole(verdict).replace(/。$/u, '');
}

function whole(verdict: Verdict): string {
  switch (verdict.outcome) {
    case 'passed':
      return '通过了';
    case 'failed':
      return `没通过检查 ${verdict.check + 1}：${verdict.reason}${verdict.misconception ? `认出的误解：${verdict.misconception}` : ''}`;
    case 'inconclusive':
      return verdict.reason;
  }
}
