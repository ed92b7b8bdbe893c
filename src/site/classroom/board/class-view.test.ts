import { expect, it } from 'vitest';
import type { BoardState } from './board-state.ts';
import { overviewLabs, viewHands, viewHot, viewOverview, viewStuck } from './class-view.ts';
import { atWork, board, cell, CLASS, LAB, member, minutesAgo, NOW, OTHER_LAB } from './test-board.ts';

const OPTIONS = { hidden: false, nowMs: Date.parse(NOW) };

it('hands: who waits longest is first, with where they are', () => {
  const state = board([
    member('晚', { hand: { since: minutesAgo(1), note: '' } }),
    member('早', { ...atWork('s3', 1), hand: { since: minutesAgo(7), note: '退出码是 1' } }),
    member('不问'),
  ]);
  expect(viewHands(state, OPTIONS)).toEqual([
    { member: 'm-早', name: '早', note: '退出码是 1', waited: '7 分', where: '《第一个容器》第 3 步' },
    { member: 'm-晚', name: '晚', note: '', waited: '1 分', where: '' },
  ]);
});

const hot = (check: number, members: string[], failures: number): BoardState['hot'][number] => ({
  lab: LAB.lab,
  step: 's2',
  check,
  text: `检查 2-${check + 1}`,
  members,
  failures,
});

it('where the class is stuck: most people first, then most failures, and nothing that nobody stands at', () => {
  const people = ['甲', '乙', '丙', '丁'].map((name, index) =>
    member(name, { joinedAt: minutesAgo(40 - index), pages: name === '丁' ? 0 : 1 }),
  );
  const state = board(people, {
    hot: [hot(0, ['m-甲'], 2), hot(1, ['m-乙', 'm-丙'], 5), hot(2, [], 30), hot(3, ['m-丁'], 9)],
  });
  const seen = viewHot(state, false);
  expect(seen.map(({ text, names }) => [text, names.join()])).toEqual([
    ['检查 2-2', '乙,丙'],
    ['检查 2-4', '丁'],
    ['检查 2-1', '甲'],
  ]);
  expect(seen[0]).toMatchObject({ stepNumber: 2, stepTitle: '第 2 件事', share: 2 / 3 });
  expect(viewHot(state, true).map(({ names }) => names.join())).toEqual(['02 号,03 号', '04 号', '01 号']);
});

it('a check that stands in no lab any more is shown as far as it is known', () => {
  const state = board([member('甲')], { hot: [{ ...hot(0, ['m-甲', 'm-gone'], 1), lab: 'ch9/gone' }] });
  expect(viewHot(state, false)[0]).toMatchObject({ labTitle: 'ch9/gone', stepNumber: 0, stepTitle: 's2' });
});

it('who is stuck, in whatever lab, for longest first', () => {
  const stuck = { step: 's2', kind: 'failing', check: 0, reason: null } as const;
  const state = board([
    member('短', { stuck: { ...stuck, lab: LAB.lab, since: minutesAgo(6) } }),
    member('长', {
      stuck: { ...stuck, lab: OTHER_LAB.lab, step: 'kill', since: minutesAgo(20), reason: '还在运行' },
    }),
  ]);
  expect(
    viewStuck(state, OPTIONS).map(({ name, where, waited, reason }) => [name, where, waited, reason]),
  ).toEqual([
    ['长', '《停得体面》第 1 步', '20 分', '还在运行'],
    ['短', '《第一个容器》第 2 步', '6 分', '检查 2-1'],
  ]);
  const hidden = JSON.stringify(
    viewStuck(state, { ...OPTIONS, hidden: true }).map(({ member: _, ...rest }) => rest),
  );
  expect(hidden).not.toMatch(/[长短]/);
});

it('the overview has a column for what somebody touched, or what was opened on purpose', () => {
  const nobody = board([member('甲')]);
  expect(overviewLabs(nobody, false)).toEqual([]);
  expect(overviewLabs(nobody, true)).toEqual([LAB, OTHER_LAB]);
  const opened = { ...CLASS, settings: { ...CLASS.settings, openLabs: [OTHER_LAB.lab] } };
  expect(overviewLabs(board([member('甲')], { class: opened }), false)).toEqual([OTHER_LAB]);
  const state = board([
    member('乙', { joinedAt: minutesAgo(1), cells: [cell('s1', 'passed'), cell('s2', 'failed')], passed: 1 }),
    member('甲', { ...atWork('kill', 1, OTHER_LAB.lab), joinedAt: minutesAgo(2) }),
  ]);
  const labs = overviewLabs(state, false);
  expect(labs).toEqual([LAB, OTHER_LAB]);
  expect(
    viewOverview(state, labs, false).map(({ name, labs: fields, passed }) => [name, fields, passed]),
  ).toEqual([
    [
      '甲',
      [
        { passed: 0, total: 6, here: false },
        { passed: 0, total: 1, here: true },
      ],
      0,
    ],
    [
      '乙',
      [
        { passed: 1, total: 6, here: false },
        { passed: 0, total: 1, here: false },
      ],
      1,
    ],
  ]);
});
