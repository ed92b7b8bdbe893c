import { expect, test } from 'vitest';
import { Busyness } from './busyness.ts';

const LOOK_MS = 250;

/** What it is told after each look, of a machine that takes that many cores from one look to the next. */
function watch(cores: readonly number[], evenPart: number): boolean[] {
  const busyness = new Busyness();
  let usedMs = 5_000;
  busyness.yields(usedMs, 0, evenPart);
  return cores.map((each, look) => {
    usedMs += each * LOOK_MS;
    return busyness.yields(usedMs, (look + 1) * LOOK_MS, evenPart);
  });
}

const last = (told: readonly boolean[]): boolean | undefined => told.at(-1);
const during = (looks: number, cores: number): number[] => Array.from({ length: looks }, () => cores);

test('a whole core for a second: it yields; the first start of a container does not', () => {
  expect(last(watch(during(4, 1), 1))).toBe(true);
  expect(watch([0.9, 0.2, 0, 0], 1)).not.toContain(true);
});

test('it is let off when it wants much less, not when it only gets less', () => {
  expect(last(watch([...during(8, 1), ...during(12, 0.4)], 1))).toBe(true);
  expect(last(watch([...during(8, 1), ...during(12, 0.1)], 1))).toBe(false);
});

test('where many share the cores, less is much', () => {
  expect(last(watch(during(8, 0.3), 1))).toBe(false);
  expect(last(watch(during(8, 0.3), 0.25))).toBe(true);
});

test('what all who do not yield may take together is half of the cores', () => {
  for (const machines of [2, 8, 30]) {
    const cores = 8;
    const most = during(20, (cores / machines) * 0.51);
    expect(last(watch(most, cores / machines)), `${machines} machines`).toBe(true);
  }
});

test('the CPU that a machine used before it was first seen counts for nothing', () => {
  expect(new Busyness().yields(9e9, 1_000, 1)).toBe(false);
});
