import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openLanes } from './lanes.ts';

test('so many at a time, the lowest rank first, the earliest among equals', async () => {
  const lanes = openLanes(2);
  const begun: string[] = [];
  let [running, most] = [0, 0];
  const work = (name: string) => async () => {
    begun.push(name);
    most = Math.max(most, (running += 1));
    await sleep(2);
    running -= 1;
    return name;
  };
  const names = ['3a', '3b', '2a', '1a', '2b', '1b'];
  expect(await Promise.all(names.map((name) => lanes(Number(name[0]), work(name))))).toEqual(names);
  expect(begun).toEqual(['3a', '3b', '1a', '1b', '2a', '2b']);
  expect(most).toBe(2);
});

test('one that fails makes room for the next', async () => {
  const lanes = openLanes(1);
  const failing = lanes(0, () => Promise.reject(new Error('no')));
  const next = lanes(0, () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});
