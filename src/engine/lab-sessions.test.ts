import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../shared/api.ts';
import { LabSessions, OtherLabActive } from './lab-sessions.ts';
import { loadLabs } from './labs.ts';
import type { MachinePool } from './machine.ts';
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
