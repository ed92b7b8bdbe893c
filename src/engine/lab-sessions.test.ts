import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../shared/api.ts';
import { NO_POLICY } from './lab-sessions/policy.ts';
import { LabSessions, OtherLabActive } from './lab-sessions.ts';
import { loadLabs } from './labs.ts';
import type { Machine, MachinePool } from './machine.ts';
import { openProgress, type ProgressStore } from './progress.ts';

const LAB = 'ch0/two-steps';
const [lab] = await loadLabs('test/fixtures/labs/valid');
const LABS = [lab!, { ...lab!, id: 'ch0/other' }];

/** A machine that is on its way for as long as the test takes: the session is active. */
const SLOW: MachinePool = {
  take: () => new Promise(() => {}),
  want: () => {},
  warm: () => Promise.resolve(),
  idle: () => 0,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

let dir: string;
let progress: ProgressStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'matou-sessions-'));
  progress = openProgress(join(dir, 'progress.db'));
});
afterEach(() => {
  progress[Symbol.dispose]();
  rmSync(dir, { recursive: true, force: true });
});

const open = (engine: Session['engine']): LabSessions =>
  new LabSessions(LABS, engine, {
    pool: SLOW,
    progress,
    settings: { idleMs: 60_000, maxTerminals: 2 },
    log: pino({ level: 'silent' }),
  });

test("a reset takes another lab's machine away no more than a start does", async () => {
  const sessions = open('own');
  await sessions.start('ann', LAB);
  await expect(sessions.reset('ann', 'ch0/other')).rejects.toBeInstanceOf(OtherLabActive);
  await expect(sessions.start('ann', 'ch0/other')).rejects.toBeInstanceOf(OtherLabActive);
  expect(sessions.describe('ann').activeLab).toBe(LAB);
});

test('privileged machines are for one learner, by whatever way they ask', async () => {
  const sessions = open('shared');
  await sessions.start('ann', LAB);
  await expect(sessions.start('bob', LAB)).rejects.toThrow('另一个浏览器');
  await expect(sessions.reset('bob', LAB)).rejects.toThrow('另一个浏览器');
  expect(sessions.status('bob', LAB)).toEqual({ state: 'none' });
});

describe('a server after one that was killed', () => {
  /** As if it had been: nothing is closed, the next one opens the same file. */
  const machine = (id: string, disposed: string[]): Machine =>
    ({
      id,
      gone: new Promise(() => {}),
      [Symbol.asyncDispose]: () => Promise.resolve(void disposed.push(id)),
    }) as unknown as Machine;

  test('whoever waited waits again, in the same order', async () => {
    const order: string[] = [];
    const killed = open('own');
    for (const learner of ['cat', 'ann', 'bob']) {
      await killed.start(learner, LAB, learner === 'bob' ? { from: 'look' } : {});
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    void killed.stop('ann', LAB); // ends when its machine has come, which it never does here
    const next = open('own');
    next.govern({
      ...NO_POLICY,
      news: (learner, { kind }) => void (kind === 'machine' && order.push(learner)),
    });
    await next.resume(new Map());
    expect(order).toEqual(['cat', 'bob']);
    expect(next.status('bob', LAB).state).toBe('starting');
    expect(next.status('ann', LAB)).toEqual({ state: 'none' });
  });

  test('a machine that is gone is said to be, once; one that nobody has is removed', async () => {
    const kept = JSON.stringify({ sinceMs: 0, terminals: [], steps: {} });
    progress.sessions.save({ learner: 'ann', lab: LAB, fromStep: null, beganMs: 1, machine: 'gone', kept });
    progress.sessions.save({
      learner: 'bob',
      lab: 'ch0/removed',
      fromStep: null,
      beganMs: 2,
      machine: 'b',
      kept,
    });
    const disposed: string[] = [];
    const next = open('own');
    await next.resume(new Map([['b', machine('b', disposed)]]));
    expect(next.status('ann', LAB)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('意外停止'),
    });
    expect(disposed).toEqual(['b']);
    expect(progress.sessions.all()).toEqual([]);
  });

  test('what was written in a way that this program cannot read costs that machine, and no more', async () => {
    progress.sessions.save({
      learner: 'ann',
      lab: LAB,
      fromStep: null,
      beganMs: 1,
      machine: 'a',
      kept: '{"steps"',
    });
    progress.sessions.save({
      learner: 'bob',
      lab: LAB,
      fromStep: null,
      beganMs: 2,
      machine: null,
      kept: null,
    });
    const disposed: string[] = [];
    const next = open('own');
    await next.resume(new Map([['a', machine('a', disposed)]]));
    expect(next.status('ann', LAB).state).toBe('failed');
    expect(next.status('bob', LAB).state).toBe('starting');
    expect(disposed).toEqual(['a']);
  });
});
