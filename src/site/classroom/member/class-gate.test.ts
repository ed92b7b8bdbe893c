import { expect, it } from 'vitest';
import type { LearnerClass } from '../../../shared/classroom.ts';
import { INITIAL_STATE, type LiveState } from '../../live/live-state.ts';
import { closedFor } from './class-gate.ts';

const LAB = 'ch4/hello-world';
const NOW = Date.parse('2026-03-02T10:00:00Z');
const CLASS: LearnerClass = {
  title: '一班',
  name: '王芳',
  number: 1,
  state: 'open',
  openLabs: null,
  paused: false,
  closesAt: null,
  machinesUntil: null,
  solutions: true,
  hand: null,
  goTo: null,
  messages: [],
  notices: [],
  help: { watched: [], control: null, broadcast: null, recorded: [] },
};
const member = (change: Partial<LearnerClass>): LiveState => ({
  ...INITIAL_STATE,
  session: { learner: 'l', engine: 'own', activeLab: null, classroom: 'joined' },
  classroom: { ...CLASS, ...change },
});
const titleFor = (state: LiveState): string | undefined => closedFor(state, LAB, NOW)?.title;

it('whoever studies alone, or before anything is known, is not stopped', () => {
  expect(closedFor(INITIAL_STATE, LAB, NOW)).toBeNull();
  const session = { learner: 'l', engine: 'own', activeLab: null, classroom: 'off' } as const;
  expect(closedFor({ ...INITIAL_STATE, session }, LAB, NOW)).toBeNull();
});

it('outside of the class there is a way to join', () => {
  const session = { learner: null, engine: 'own', activeLab: null, classroom: 'outside' } as const;
  expect(closedFor({ ...INITIAL_STATE, session }, LAB, NOW)).toMatchObject({
    title: '先加入班级',
    join: true,
  });
});

it.each([
  ['open', {}, undefined],
  ['over', { state: 'closed', paused: true }, '这个班结束了'],
  ['out of time this very moment', { closesAt: '2026-03-02T10:00:00Z' }, '时间到了'],
  ['a second before its time is up', { closesAt: '2026-03-02T10:00:01Z' }, undefined],
  ['paused', { paused: true }, '先停一下'],
  ['this lab among the open ones', { openLabs: ['ch1/three-starts', LAB] }, undefined],
  ['another lab open', { openLabs: ['ch1/three-starts'] }, '还没有开放'],
  ['no lab open', { openLabs: [] }, '还没有开放'],
] as const)('a class: %s', (_, change, title) => {
  expect(titleFor(member(change as Partial<LearnerClass>))).toBe(title);
});
