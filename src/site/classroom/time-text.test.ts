import { expect, it } from 'vitest';
import { countdown, howLong } from './time-text.ts';

it.each([
  [-5_000, '不到 1 分'],
  [Number.NaN, '不到 1 分'],
  [59_999, '不到 1 分'],
  [60_000, '1 分'],
  [59 * 60_000 + 59_999, '59 分'],
  [60 * 60_000, '1 时 00 分'],
  [125 * 60_000, '2 时 05 分'],
])('%d ms is %s', (ms, text) => {
  expect(howLong(ms)).toBe(text);
});

it.each([
  [-1, '0:00'],
  [1, '0:01'],
  [65_000, '1:05'],
  [25 * 60_000 + 10_000, '25:10'],
  [3_600_000, '1:00:00'],
])('%d ms are left: %s', (ms, text) => {
  expect(countdown(ms)).toBe(text);
});
