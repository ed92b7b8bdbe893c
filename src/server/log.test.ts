import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boundedFile, openLog } from './log.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'matou-log-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('however much is logged, the last lines are there and two files at most', () => {
  const file = join(dir, 'logs', 'server.log');
  const log = boundedFile(file, 1_000);
  for (let n = 0; n < 500; n++) log.write(`line ${n}\n`);
  expect(readdirSync(join(dir, 'logs')).sort()).toEqual(['server.log', 'server.log.1']);
  const [before, now] = [`${file}.1`, file].map((each) => readFileSync(each, 'utf8'));
  expect(before!.length).toBeLessThanOrEqual(1_000);
  expect(now!.length).toBeLessThanOrEqual(1_000);
  expect(now!.endsWith('line 499\n')).toBe(true);
  const lines = (before! + now!).split('\n').filter(Boolean);
  expect(lines).toEqual(lines.map((_, n) => `line ${500 - lines.length + n}`)); // none lost where it was cut
});

test('a file of a run before counts', () => {
  const file = join(dir, 'server.log');
  boundedFile(file, 100).write('x'.repeat(90) + '\n');
  boundedFile(file, 100).write('new and too much\n');
  expect(readFileSync(file, 'utf8')).toBe('new and too much\n');
});

test('a line longer than the bound is written all the same', () => {
  const file = join(dir, 'server.log');
  boundedFile(file, 10).write('longer than that\n');
  expect(readFileSync(file, 'utf8')).toBe('longer than that\n');
});

test('a log that can not be written takes nothing down', () => {
  const log = openLog('/dev/full', 'info');
  expect(() => log.info('nobody hears')).not.toThrow();
});

test('whose eyes: only the owner', () => {
  openLog(join(dir, 'server.log'), 'info').info('hello');
  expect(statSync(join(dir, 'server.log')).mode & 0o077).toBe(0);
});
