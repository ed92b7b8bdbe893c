import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Verdict } from '../../shared/verdict.ts';
import { Evaluator } from './evaluator.ts';

const FAILED: Verdict = { outcome: 'failed', check: 0, reason: '' };

interface Look {
  readonly step: string;
  /** Which look at the machine it belongs to. */
  readonly look: number;
  readonly end: (verdict?: Verdict) => void;
}

/** Judges as slowly as the test likes. */
function slowJudge(steps: string[], { auto = false } = {}) {
  const begun: Look[] = [];
  const reported: [step: string, look: Verdict['outcome'], asked: boolean][] = [];
  const running = new Set<string>();
  let looks = 0;
  const evaluator = new Evaluator({
    open: () => steps,
    look() {
      const look = looks++;
      return (step) => {
        expect(running, 'two evaluations of one step at once').not.toContain(step);
        running.add(step);
        return new Promise<Verdict>((resolve) => {
          const end = (verdict = FAILED): void => {
            running.delete(step);
            resolve(verdict);
          };
          begun.push({ step, look, end });
          if (auto) setTimeout(end, 5);
        });
      };
    },
    report: (step, { outcome }, asked) => reported.push([step, outcome, asked]),
  });
  const untilBegun = (count: number): Promise<unknown> =>
    vi.waitFor(() => expect(begun.length).toBeGreaterThanOrEqual(count), { timeout: 5_000, interval: 5 });
  return { evaluator, begun, reported, untilBegun };
}

/** Longer than everything that the evaluator waits for after a change. */
const QUIET_MS = 400;

describe('after a change', () => {
  test('a burst is judged once, the step that the learner is at first', async () => {
    const { evaluator, begun, reported } = slowJudge(['a', 'b', 'c'], { auto: true });
    for (let i = 0; i < 20; i++) evaluator.changed();
    await sleep(QUIET_MS);
    // The others by one look of their own.
    expect(begun.map(({ step, look }) => [step, look])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 1],
    ]);
    expect(reported).toEqual([
      ['a', 'failed', false],
      ['b', 'failed', false],
      ['c', 'failed', false],
    ]);
  });

  test('what changes during an evaluation is judged once more, and then it rests', async () => {
    const { evaluator, begun, untilBegun } = slowJudge(['a']);
    evaluator.changed();
    await untilBegun(1);
    for (let i = 0; i < 5; i++) evaluator.changed();
    begun[0]!.end();
    await untilBegun(2);
    begun[1]!.end();
    await sleep(QUIET_MS);
    expect(begun).toHaveLength(2);
  });

  test('an evaluation that was asked for before the change does not stand for one after it', async () => {
    const { evaluator, begun, untilBegun } = slowJudge(['a']);
    const asked = evaluator.ask('a');
    await untilBegun(1);
    evaluator.changed();
    await sleep(100); // the round has begun, and waits
    expect(begun).toHaveLength(1);
    begun[0]!.end();
    await asked;
    await untilBegun(2);
    begun[1]!.end({ outcome: 'passed' });
  });

  test('slow others hold up nothing at the first step, and are all judged although it never rests', async () => {
    const { evaluator, begun, untilBegun } = slowJudge(['a', 'b', 'c']);
    const of = (step: string): Look[] => begun.filter((each) => each.step === step);
    evaluator.changed();
    await untilBegun(1);
    of('a')[0]!.end();
    await vi.waitFor(() => expect(of('b')).toHaveLength(1)); // and it takes its time
    for (let at = 1; at < 4; at++) {
      evaluator.changed();
      await vi.waitFor(() => expect(of('a')).toHaveLength(at + 1));
      of('a')[at]!.end();
    }
    expect(of('b')).toHaveLength(1);
    of('b')[0]!.end();
    await vi.waitFor(() => expect(of('c')).toHaveLength(1));
    of('c')[0]!.end();
    // What changed meanwhile concerns them too.
    await vi.waitFor(() => expect(of('b')).toHaveLength(2));
    evaluator.stop();
  });

  test('when the first step passes, the next one is judged by the same look', async () => {
    const steps = ['a', 'b', 'c'];
    const { evaluator, begun, untilBegun } = slowJudge(steps);
    evaluator.changed();
    await untilBegun(1);
    steps.shift();
    begun[0]!.end({ outcome: 'passed' });
    await untilBegun(2);
    expect(begun[1]).toMatchObject({ step: 'b', look: 0 });
    begun[1]!.end();
    await untilBegun(3);
    expect(begun[2]).toMatchObject({ step: 'c', look: 1 });
    begun[2]!.end();
    await sleep(QUIET_MS);
    expect(begun).toHaveLength(3);
  });

  test('a check that causes what it hears of rests in between', async () => {
    const { evaluator, begun, untilBegun } = slowJudge(['a']);
    evaluator.changed();
    for (let at = 0; at < 3; at++) {
      await untilBegun(at + 1);
      evaluator.echoed();
      begun[at]!.end();
      evaluator.echoed();
      await sleep(QUIET_MS);
      expect(begun).toHaveLength(at + 1);
    }
    // A change does not wait for the echo's pause.
    evaluator.changed();
    await sleep(QUIET_MS);
    expect(begun).toHaveLength(4);
    begun[3]!.end();
    evaluator.stop();
  });

  test('a first echo after a rest is judged like a change', async () => {
    const { evaluator, begun } = slowJudge(['a'], { auto: true });
    evaluator.echoed();
    await sleep(QUIET_MS);
    expect(begun).toHaveLength(1);
  });

  test('a judge that throws ends a round, not the evaluator', async () => {
    let looks = 0;
    const reported: string[] = [];
    const evaluator = new Evaluator({
      open: () => ['a'],
      look: () => () => (looks++ === 0 ? Promise.reject(new Error('bug')) : Promise.resolve(FAILED)),
      report: (step) => reported.push(step),
    });
    evaluator.changed();
    await vi.waitFor(() => expect(looks).toBe(1));
    evaluator.changed();
    await vi.waitFor(() => expect(reported).toEqual(['a']));
  });
});

describe('asked', () => {
  test('at once, and told as asked', async () => {
    const { evaluator, begun, reported } = slowJudge(['a', 'b']);
    const verdict = evaluator.ask('b');
    await Promise.resolve();
    await Promise.resolve();
    begun[0]!.end({ outcome: 'passed' });
    expect(await verdict).toEqual({ outcome: 'passed' });
    expect(reported).toEqual([['b', 'passed', true]]);
  });

  test('a running evaluation began before: it is waited for and not shared; those who wait share the next', async () => {
    const { evaluator, begun, reported, untilBegun } = slowJudge(['a']);
    evaluator.changed();
    await untilBegun(1);
    const asked = [evaluator.ask('a'), evaluator.ask('a')];
    await sleep(20);
    expect(begun).toHaveLength(1);
    begun[0]!.end();
    await untilBegun(2);
    const later = evaluator.ask('a'); // the second began before this
    begun[1]!.end({ outcome: 'passed' });
    expect(await Promise.all(asked)).toEqual([{ outcome: 'passed' }, { outcome: 'passed' }]);
    await untilBegun(3);
    begun[2]!.end();
    expect(await later).toEqual(FAILED);
    expect(reported.filter(([, , wasAsked]) => wasAsked)).toEqual([
      ['a', 'passed', true],
      ['a', 'failed', true],
    ]);
  });

  test('another step is not waited for', async () => {
    const { evaluator, begun, untilBegun } = slowJudge(['a', 'b']);
    evaluator.changed();
    await untilBegun(1);
    const verdict = evaluator.ask('b');
    await untilBegun(2);
    begun[1]!.end({ outcome: 'passed' });
    expect(await verdict).toEqual({ outcome: 'passed' });
    begun[0]!.end();
    await untilBegun(3); // the round's own
    begun[2]!.end();
  });
});

test('a glance judges the first step only, and nothing while a round is coming', async () => {
  const { evaluator, begun } = slowJudge(['a', 'b'], { auto: true });
  evaluator.glance();
  await sleep(30);
  expect(begun.map(({ step }) => step)).toEqual(['a']);
  evaluator.changed();
  evaluator.glance();
  await sleep(QUIET_MS);
  expect(begun.map(({ step }) => step)).toEqual(['a', 'a', 'b']);
});

test('once stopped nothing is judged or reported any more', async () => {
  const { evaluator, begun, reported, untilBegun } = slowJudge(['a', 'b']);
  evaluator.changed();
  await untilBegun(1);
  const asked = evaluator.ask('b');
  evaluator.changed();
  await untilBegun(2);
  evaluator.stop();
  for (const { end } of begun) end({ outcome: 'passed' });
  expect(await asked).toEqual({ outcome: 'passed' });
  evaluator.changed();
  evaluator.echoed();
  evaluator.glance();
  await sleep(QUIET_MS);
  expect(begun).toHaveLength(2);
  expect(reported).toEqual([]);
});
