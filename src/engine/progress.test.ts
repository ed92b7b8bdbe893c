import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../shared/errors.ts';
import type { Verdict } from '../shared/verdict.ts';
import { openProgress } from './progress.ts';

const passed: Verdict = { outcome: 'passed' };
const failed: Verdict = { outcome: 'failed', check: 0, reason: '还没有' };
const inconclusive: Verdict = { outcome: 'inconclusive', reason: '查不到' };
const T1 = new Date('2026-01-02T03:04:05.678Z');
const T2 = new Date('2026-02-02T03:04:05.678Z');

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'matou-progress-'));
  file = path.join(dir, 'progress.db');
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('recordVerdict', () => {
  test('the first pass stays, whatever comes after it', () => {
    using store = openProgress(file);
    const expected = {
      lab: 'ch4/x',
      step: 'run',
      passedAt: T1.toISOString(),
      attempts: 0,
      skippedAt: null,
      solutionSeenAt: null,
      hintsSeen: 0,
    };
    expect(store.recordVerdict('ada', 'ch4/x', 'run', passed, T1)).toEqual(expected);
    for (const verdict of [passed, failed, inconclusive]) {
      expect(store.recordVerdict('ada', 'ch4/x', 'run', verdict, T2, { asked: true })).toEqual(expected);
    }
  });

  test('only a failed verdict that the learner asked for is an attempt', () => {
    using store = openProgress(file);
    const record = (verdict: Verdict, asked: boolean) =>
      store.recordVerdict('ada', 'ch4/x', 'run', verdict, T1, { asked }).attempts;
    expect(record(failed, false)).toBe(0);
    expect(record(inconclusive, true)).toBe(0);
    expect(store.forLearner('ada')).toEqual([]);
    expect(record(failed, true)).toBe(1);
    expect(record(failed, true)).toBe(2);
    expect(record(passed, true)).toBe(2);
  });

  test('a learner sees their own steps only, in order', () => {
    using store = openProgress(file);
    store.recordVerdict('ada', 'ch4/x', 'b', passed, T1);
    store.recordVerdict('ada', 'ch4/x', 'a', failed, T1, { asked: true });
    store.recordVerdict('ada', 'ch1/x', 'c', passed, T1);
    store.recordVerdict('bob', 'ch4/x', 'a', passed, T1);
    expect(store.forLearner('ada').map(({ lab, step }) => `${lab} ${step}`)).toEqual([
      'ch1/x c',
      'ch4/x a',
      'ch4/x b',
    ]);
    expect(store.forLearner('eve')).toEqual([]);
  });
});

describe('learners', () => {
  test('are new once', () => {
    using store = openProgress(file);
    expect(store.hasLearner('ada')).toBe(false);
    expect(store.ensureLearner('ada')).toBe(true);
    expect(store.ensureLearner('ada')).toBe(false);
    expect(store.hasLearner('ada')).toBe(true);
  });
});

describe('the file', () => {
  test('keeps everything over a reopening', () => {
    {
      using store = openProgress(file);
      store.recordVerdict('ada', 'ch4/x', 'run', passed, T1);
    }
    using store = openProgress(file);
    expect(store.notice).toBeUndefined();
    expect(store.hasLearner('ada')).toBe(true);
    expect(store.forLearner('ada')).toHaveLength(1);
  });

  test('what was recorded is there after a kill -9', () => {
    using store = openProgress(file);
    store.recordVerdict('ada', 'ch4/x', 'run', passed, T1);
    // A killed process leaves the file and its journal as they are now.
    const copy = path.join(dir, 'copy.db');
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    using reopened = openProgress(copy);
    expect(reopened.forLearner('ada')).toHaveLength(1);
  });

  test.each([
    ['is not a database', () => '这不是数据库'.repeat(500)],
    [
      'has a damaged page',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 7)]),
    ],
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, 5000)],
  ])('that %s is set aside, and said so', (_what, damage) => {
    {
      using store = openProgress(file);
      store.recordVerdict('ada', 'ch4/x', 'run', passed, T1);
    }
    const damaged = damage(readFileSync(file));
    writeFileSync(file, damaged);
    using store = openProgress(file, { now: () => T2 });
    const aside = `${file}.corrupt-2026-02-02T03-04-05-678Z`;
    expect(store.notice).toContain('已损坏');
    expect(store.notice).toContain(aside);
    expect(readFileSync(aside).equals(Buffer.from(damaged))).toBe(true);
    expect(store.forLearner('ada')).toEqual([]);
    store.recordVerdict('ada', 'ch4/x', 'run', passed, T2);
  });

  test('two corrupt files in the same moment are both kept', () => {
    for (let n = 0; n < 2; n++) {
      writeFileSync(file, '这不是数据库'.repeat(500));
      openProgress(file, { now: () => T1 })[Symbol.dispose]();
      appendFileSync(file, '');
    }
    expect(readdirSync(dir).filter((name) => name.includes('.corrupt-'))).toHaveLength(2);
  });

  test('of a newer program is left as it is', () => {
    const db = new Database(file);
    db.exec('CREATE TABLE future (x)');
    db.pragma('user_version = 99');
    db.close();
    const before = readFileSync(file);
    expect(() => openProgress(file)).toThrow(UserError);
    expect(() => openProgress(file)).toThrow('更新版本的程序写的（格式 99');
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(dir)).toEqual(['progress.db']);
  });

  test('that can not be opened is a UserError with a next step', () => {
    expect(() => openProgress(path.join(dir, 'nowhere', 'progress.db'))).toThrow(UserError);
    expect(() => openProgress(dir)).toThrow('打不开');
  });
});
