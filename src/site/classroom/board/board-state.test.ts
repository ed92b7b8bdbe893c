import { expect, it } from 'vitest';
import { applyBoard, MISSED, type BoardState } from './board-state.ts';
import { board, CLASS, member, NOW } from './test-board.ts';

const AT = Date.parse(NOW);
const wang = member('王芳');
const li = member('李雷');

it('a member that did not change stays the same object, so that only one row is drawn anew', () => {
  const before = board([wang, li]);
  const next = applyBoard(before, { type: 'member', seq: 8, member: { ...li, pages: 0 } }, AT) as BoardState;
  expect(next.members['m-王芳']).toBe(before.members['m-王芳']);
  expect(next.members['m-李雷']?.pages).toBe(0);
  expect(before.members['m-李雷']?.pages).toBe(1);
});

it('a new member comes, a removed one goes', () => {
  const before = board([wang]);
  const both = applyBoard(before, { type: 'member', seq: 8, member: li }, AT) as BoardState;
  expect(Object.keys(both.members)).toEqual(['m-王芳', 'm-李雷']);
  const left = applyBoard(both, { type: 'removed', seq: 9, member: 'm-王芳' }, AT) as BoardState;
  expect(Object.keys(left.members)).toEqual(['m-李雷']);
});

it.each([6, 7, 9])('after number 7, number %d says that something was missed or told twice', (seq) => {
  expect(applyBoard(board([wang]), { type: 'class', seq, class: CLASS }, AT)).toBe(MISSED);
});

it('nothing can be added before the snapshot', () => {
  expect(applyBoard(null, { type: 'hot', seq: 1, hot: [] }, AT)).toBe(MISSED);
});

it("a browser whose clock is wrong counts by the server's", () => {
  const { seq, hot: _, labs: __, class: info, capacity } = board([]);
  const rest = { seq, class: info, capacity, labs: [], members: [], hot: [] };
  const state = applyBoard(null, { type: 'snapshot', now: NOW, ...rest }, AT - 3_600_000) as BoardState;
  expect(state.aheadMs).toBe(3_600_000);
});
