import { expect, it } from 'vitest';
import type { LiveMessage } from '../../shared/api.ts';
import {
  applyMessage,
  INITIAL_STATE,
  stepKey,
  viewStep,
  withActivity,
  type LiveState,
} from './live-state.ts';

const LAB = 'ch4/hello-world';
const UNTOUCHED = {
  lab: LAB,
  step: 'run',
  passedAt: null,
  attempts: 0,
  skippedAt: null,
  solutionSeenAt: null,
  hintsSeen: 0,
};
const after = (...messages: LiveMessage[]): LiveState => messages.reduce(applyMessage, INITIAL_STATE);
const session = (activeLab: string | null): LiveMessage => ({
  type: 'session',
  session: { learner: 'l', engine: 'own', activeLab },
});
const failed = (misconception?: string): LiveMessage => ({
  type: 'verdict',
  lab: LAB,
  step: 'run',
  verdict: { outcome: 'failed', check: 0, reason: '还没有', ...(misconception ? { misconception } : {}) },
  progress: { ...UNTOUCHED, attempts: 1 },
});
const view = (state: LiveState, isCurrent = true) => viewStep(state, LAB, 'run', isCurrent);

it('a pushed "not yet" stays quiet until the learner asks', () => {
  expect(view(after(failed()))).toEqual({ state: 'idle' });
  const asked = withActivity(INITIAL_STATE, stepKey(LAB, 'run'), { asked: true });
  expect(view(applyMessage(asked, failed()))).toEqual({ state: 'failed', reason: '还没有' });
});

it('a recognised wrong turn is shown unasked, but only where the learner is', () => {
  const state = after(failed('只是下载'));
  expect(view(state)).toEqual({ state: 'failed', reason: '还没有', misconception: '只是下载' });
  expect(view(state, false)).toEqual({ state: 'idle' });
});

it('passed once is passed for good, whatever is found later', () => {
  const passed: LiveMessage = {
    type: 'progress',
    progress: { steps: [{ ...UNTOUCHED, passedAt: '2026-01-01T00:00:00Z', attempts: 1 }] },
  };
  const asked = withActivity(after(passed), stepKey(LAB, 'run'), {
    asked: true,
    verdict: { outcome: 'failed', check: 0, reason: 'x' },
  });
  expect(view(asked)).toEqual({ state: 'passed' });
});

it('"could not find out" is not "wrong"', () => {
  const state = withActivity(INITIAL_STATE, stepKey(LAB, 'run'), {
    asked: true,
    verdict: { outcome: 'inconclusive', reason: '超时' },
  });
  expect(view(state)).toEqual({ state: 'inconclusive', reason: '超时' });
});

it('after a reconnect only the active lab can still have a machine', () => {
  const ready = {
    state: 'ready',
    machine: 'm',
    expiresAt: '2026-01-01T00:00:00Z',
    pulling: [] as string[],
  } as const;
  const before = after(
    { type: 'machine', lab: 'a', status: ready },
    { type: 'machine', lab: 'b', status: { state: 'expired' } },
    { type: 'machine', lab: LAB, status: ready },
  );
  expect(Object.keys(applyMessage(before, session(LAB)).machines)).toEqual(['b', LAB]);
});
