import { describe, expect, test } from 'vitest';
import { stepSchema } from '../../shared/lab.ts';
import { runStep } from '../checks.ts';
import { fakeEnvironment } from './fake-machine.ts';

const ID = '67a6d4e3031b8d17e9b626760cf81f8dc917d8d644f0c164c4e16437659e5e5a';

/** `passed`, `inconclusive`, or the observed value. */
async function answered(want: object, given: string | undefined, truth: string, exitCode = 0) {
  const step = stepSchema.parse({
    id: 'step',
    title: '一步',
    checks: [{ answer: { id: 'q', ask: '是什么', ...want }, fail: '不对' }],
    hints: ['想'],
  });
  const answers: Record<string, string> = given === undefined ? {} : { q: given };
  const exec = () => Promise.resolve({ exitCode, stdout: truth, stderr: '' });
  const verdict = await runStep(fakeEnvironment({ exec }, { answers }), step);
  return verdict.outcome === 'failed' ? verdict.reason.replace(/^不对。/u, '') : verdict.outcome;
}

const accepted = (as: string, given: string, truth: string): Promise<string> =>
  answered({ as, truth: 'x' }, given, truth);

describe('forgives what a person would', () => {
  test.each([
    ['text', ' Running ', 'running\n'],
    ['text', '“web”', 'web'],
    ['text', 'ｗｅｂ　１', 'web 1'],
    ['text', 'b', 'a\nb\n'],
    ['hex', ID.toUpperCase(), `sha256:${ID}`],
    ['hex', `SHA256:${ID}`, ID],
    ['hex', ID.slice(0, 12), `sha256:${ID}`],
    ['hex', `sha256:${ID.slice(0, 20)}`, ID],
    ['hex', ID, ID.slice(0, 12)],
    ['hex', '0x1F', '1f'],
    ['number', '1,234', '1234'],
    ['number', '1 234 字节', '1234'],
    ['number', '１２３４', '1234'],
    ['number', '约 3.5 MB', '3.5'],
    ['number', '-1', '-1'],
    ['number', '64MiB', '64 MiB'],
    ['number', '0.064 GB', '64MB'],
    ['list', 'b， a、c', 'a\nb\nc'],
    ['list', `a\n${ID.slice(0, 12)}`, `${ID}\na\n`],
    ['list', 'a, a', 'a'],
  ])('%s: %s for %s', async (as, given, truth) => {
    expect(await accepted(as, given, truth)).toBe('passed');
  });
});

describe('and nothing else', () => {
  test.each([
    ['text', 'run', 'running'],
    ['text', '""', 'web'],
    ['text', ID.slice(0, 12), ID],
    ['hex', ID.slice(0, 11), ID],
    ['hex', '', ID],
    ['hex', 'sha256:', ID],
    ['hex', ID.slice(1, 20), ID],
    // A beginning of what is no whole id.
    ['hex', 'registry-2.0', 'registry-2.0-final'],
    ['hex', 'abcdef012345', 'abcdef01234567'],
    ['hex', `${ID}0`, ID],
    ['number', '12abc', '12'],
    ['number', '12 或 13', '12'],
    ['number', '1,23', '123'],
    ['number', '1.2.3', '1.2'],
    ['number', '-12', '12'],
    ['number', '64 KiB', '64 MiB'],
    ['number', '十二', '12'],
    ['list', 'a', 'a\nb'],
    ['list', 'a, b, c', 'a\nb'],
    ['list', 'a b', 'ab'],
    ['list', 'abcdefabcdef', 'abcdefabcdefabcdef'],
  ])('%s: %s for %s', async (as, given, truth) => {
    const said = await accepted(as, given, truth);
    expect(said).not.toBe('passed');
    expect(said).not.toBe('inconclusive');
  });
});

test('the truth never gets into the verdict', async () => {
  for (const [as, given] of [
    ['text', 'web'],
    ['hex', ID.slice(0, 11)],
    ['number', '5'],
    ['list', 'a, b'],
  ] as const) {
    const said = await answered({ as, truth: 'x' }, given, as === 'number' ? '1234' : `secret\n${ID}`);
    expect(said).not.toContain('secret');
    expect(said).not.toContain('1234');
    expect(said).not.toContain(ID.slice(12));
  }
  expect(await answered({ as: 'list', truth: 'x' }, 'a, b', 'a\nsecret')).toBe(
    '你填了 2 项，b 不对，还缺 1 项。',
  );
});

test('a tolerance is relative to the truth', async () => {
  const want = { as: 'number', truth: 'x', tolerance: 0.05 };
  expect(await answered(want, '104', '100')).toBe('passed');
  expect(await answered(want, '106', '100')).toBe('你填的是 106。');
});

test('a choice was not filled in', async () => {
  const want = { choices: ['一份', '两份'], is: '两份' };
  expect(await answered(want, '两份', '')).toBe('passed');
  expect(await answered(want, '一份', '')).toBe('你选的是“一份”。');
});

test('a fixed answer; any of a list, but all of a `list`', async () => {
  expect(await answered({ is: 'overlay2' }, 'Overlay2', '')).toBe('passed');
  expect(await answered({ is: ['a', 'b'] }, 'b', '')).toBe('passed');
  expect(await answered({ is: ['a', 'b'], as: 'list' }, 'b', '')).toBe('你填了 1 项，还缺 1 项。');
});

test('nothing written is said before the machine is asked', async () => {
  expect(await answered({ truth: 'x' }, undefined, '', 1)).toBe('“是什么”还没有填写。');
  expect(await answered({ truth: 'x' }, '  ', '', 1)).toBe('“是什么”还没有填写。');
});

test('a truth that can not be had is inconclusive', async () => {
  expect(await answered({ truth: 'x' }, 'a', 'a', 1)).toBe('inconclusive');
  expect(await answered({ truth: 'x' }, 'a', '\n \n')).toBe('inconclusive');
  expect(await answered({ truth: 'x', as: 'number' }, '1', 'Error: No such container')).toBe('inconclusive');
});

test('what is shown of a long answer is short', async () => {
  const said = await answered({ truth: 'x' }, 'x'.repeat(5_000), 'a');
  expect(said.length).toBeLessThan(100);
});
