import { describe, expect, test } from 'vitest';
import { parseMeasured, seconds, size, times } from './measured-starts.ts';

const start = { ms: 254, memoryKiB: 900, diskKiB: 2048, kernel: '6.12.1' };
const good = { accel: 'tcg', machineKernel: '6.12.1', vm: start, container: start, lxc: start };

describe('what the learner’s machine measured', () => {
  test('is taken as written', () => {
    expect(parseMeasured(JSON.stringify(good))).toEqual(good);
  });
  test.each([
    ['nothing', null],
    ['no JSON', 'measure: command not found'],
    ['a start that is missing', JSON.stringify({ ...good, lxc: undefined })],
    ['text for a number', JSON.stringify({ ...good, vm: { ...start, ms: '<b>1</b>' } })],
    ['a negative time', JSON.stringify({ ...good, vm: { ...start, ms: -1 } })],
    ['a kernel as long as a novel', JSON.stringify({ ...good, machineKernel: 'x'.repeat(81) })],
  ])('%s is no measurement', (_name, text) => {
    expect(parseMeasured(text)).toBeNull();
  });
});

test('figures keep the digits that matter', () => {
  expect([seconds(254), seconds(3149), seconds(12_300), seconds(0)]).toEqual([
    '0.25 秒',
    '3.1 秒',
    '12 秒',
    '0 秒',
  ]);
  expect([size(900), size(2048), size(151_552), size(3 * 1024 ** 2)]).toEqual([
    '900 KiB',
    '2 MiB',
    '148 MiB',
    '3 GiB',
  ]);
  expect([times(3149, 254), times(500, 254), times(1, 0)]).toEqual(['12 倍', '2 倍', '']);
});
