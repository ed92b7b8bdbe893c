import { expect, it } from 'vitest';
import type { LiveMessage } from '../../shared/api.ts';
import type { LearnerClass } from '../../shared/classroom.ts';
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
  session: { learner: 'l', engine: 'own', activeLab, classroom: 'off' },
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
  expect(view(after(failed()))).toEqual({ state: 'idle', check: 0 });
  expect(view(after(failed()), false)).toEqual({ state: 'idle' });
  const asked = withActivity(INITIAL_STATE, stepKey(LAB, 'run'), { asked: true });
  expect(view(applyMessage(asked, failed()))).toEqual({ state: 'failed', reason: '还没有', check: 0 });
});

it('a recognised wrong turn is shown unasked, but only where the learner is', () => {
  const state = after(failed('只是下载'));
  expect(view(state)).toEqual({
    state: 'failed',
    reason: '还没有',
    check: 0,
    misconception: '只是下载',
  });
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

it('a step left out says so, until the learner asks there or passes it', () => {
  const skipped = { ...UNTOUCHED, skippedAt: '2026-01-01T00:00:00Z' };
  const state = after({ type: 'progress', progress: { steps: [skipped] } });
  expect(view(state, false)).toEqual({ state: 'skipped' });
  const key = stepKey(LAB, 'run');
  const verdict = { outcome: 'failed', check: 1, reason: '还没有' } as const;
  expect(view(withActivity(state, key, { verdict }), false)).toEqual({ state: 'skipped' });
  const asked = withActivity(state, key, { asked: true, verdict });
  expect(view(asked, false)).toEqual({ state: 'failed', reason: '还没有', check: 1 });
  const passed = withActivity(state, key, { verdict: { outcome: 'passed' } });
  expect(view(passed, false)).toEqual({ state: 'passed' });
});

it('a fresh machine forgets what was found in the one before, and only that', () => {
  const starting = { state: 'starting', step: '准备', done: 0, total: 1 } as const;
  const verdict = { outcome: 'failed', check: 0, reason: '还没有' } as const;
  const asked = [LAB, `${LAB}-2`].reduce(
    (state, lab) => withActivity(state, stepKey(lab, 'run'), { asked: true, verdict }),
    INITIAL_STATE,
  );
  const next = applyMessage(asked, { type: 'machine', lab: LAB, status: starting });
  expect(view(next)).toEqual({ state: 'idle' });
  expect(viewStep(next, `${LAB}-2`, 'run', false)).toMatchObject({ state: 'failed' });
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

it('who is out of the class sees nothing more of it; a reconnect within it keeps what is known', () => {
  const joined = { learner: 'l', engine: 'own', activeLab: null, classroom: 'joined' } as const;
  const info: LearnerClass = {
    title: '一班',
    name: '王芳',
    number: 1,
    state: 'open',
    openLabs: null,
    paused: false,
    closesAt: null,
    machinesUntil: null,
    solutions: true,
    hand: null,
    goTo: null,
    messages: [],
    notices: [],
    help: { watched: [], control: null, broadcast: null, recorded: [] },
  };
  const steps = [{ ...UNTOUCHED, passedAt: '2026-03-02T10:00:00Z' }];
  const inside = after(
    { type: 'session', session: joined },
    { type: 'class', class: info },
    { type: 'progress', progress: { steps } },
  );
  const again = applyMessage(inside, { type: 'session', session: joined });
  expect(again.classroom).toBe(info);
  expect(Object.keys(again.progress)).toHaveLength(1);
  const outside = { ...joined, learner: null, classroom: 'outside' } as const;
  const out = applyMessage(inside, { type: 'session', session: outside });
  expect(out.classroom).toBeNull();
  expect(out.progress).toEqual({});
});
