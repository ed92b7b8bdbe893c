import { expect, it } from 'vitest';
import * as layouts from './layout.ts';
import { FIRST_LAYOUT, type Layout } from './layout.ts';

const open = (...numbers: number[]): Layout => numbers.reduce(layouts.show, FIRST_LAYOUT);
const numbers = (layout: Layout): number[] => layout.tabs.map((t) => t.number);

it('a new terminal takes the lowest free number, up to the limit', () => {
  expect(layouts.freeNumber(open(2, 4))).toBe(3);
  expect(layouts.freeNumber(open(2), new Set([3]))).toBe(4);
  expect(layouts.freeNumber(open(2, 3, 4, 5, 6))).toBeUndefined();
});

it('a tab comes to the side that is in use', () => {
  const two = layouts.split(open(2), 3);
  expect([two.left, two.right, two.active]).toEqual([2, 3, 3]);
  expect(layouts.show(two, 1)).toMatchObject({ left: 2, right: 1, active: 1 });
  expect(layouts.show(two, 2)).toMatchObject({ left: 2, right: 3, active: 2 });
});

it('closing leaves something to look at', () => {
  expect(layouts.close(FIRST_LAYOUT, 1)).toBe(FIRST_LAYOUT);
  expect(layouts.close(open(2, 3), 3)).toMatchObject({ left: 2, active: 2 });
  expect(layouts.close(layouts.show(open(2, 3), 1), 1)).toMatchObject({ left: 2, active: 2 });
  const two = layouts.split(FIRST_LAYOUT, 2);
  expect(layouts.close(two, 1)).toMatchObject({ left: 2, right: null, active: 2 });
  expect(layouts.close(two, 2)).toMatchObject({ left: 1, right: null, active: 1 });
  expect(layouts.close(layouts.show(layouts.split(open(2), 3), 2), 1)).toMatchObject({ left: 2, right: 3 });
});

it('one view again keeps both terminals', () => {
  const one = layouts.unsplit(layouts.split(FIRST_LAYOUT, 2));
  expect(one).toMatchObject({ left: 2, right: null, active: 2 });
  expect(numbers(one)).toEqual([1, 2]);
});

it('a name can be taken back', () => {
  const named = layouts.rename(FIRST_LAYOUT, 1, '  日志 ');
  expect(named.tabs.map(layouts.titleOf)).toEqual(['日志']);
  expect(layouts.rename(named, 1, ' ').tabs.map(layouts.titleOf)).toEqual(['终端 1']);
});

it('another page closes a terminal that is shown here', () => {
  const mine = layouts.split(open(2), 3);
  const theirs = layouts.rename(layouts.close(open(2, 3), 3), 1, 'x');
  expect(layouts.merge(mine, theirs)).toMatchObject({ left: 2, right: null, active: 2 });
  expect(layouts.merge(open(3), FIRST_LAYOUT)).toMatchObject({ left: 1, active: 1 });
});

it('makes something valid of whatever was stored', () => {
  const broken = {
    tabs: [{ number: 9 }, { number: 2, name: 5 }, { number: 2 }],
    left: 7,
    right: 2,
    active: 7,
  };
  expect(layouts.parseLayout(broken)).toEqual({
    tabs: [{ number: 2, name: null }],
    left: 2,
    right: null,
    active: 2,
    leftPercent: 50,
  });
  for (const stored of [null, 'x', { tabs: 3 }, { tabs: [null] }])
    expect(layouts.parseLayout(stored)).toEqual(FIRST_LAYOUT);
  const good = layouts.split(layouts.rename(open(4), 4, '日志'), 2);
  expect(layouts.parseLayout(JSON.parse(JSON.stringify(good)))).toEqual(good);
});
