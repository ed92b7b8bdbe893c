import { expect, it } from 'vitest';
import type { PublicLab } from '../../shared/lab.ts';
import { applyMessage, INITIAL_STATE, type LiveState } from '../live/live-state.ts';
import { currentStep, onward, viewSteps } from './step-view.ts';

const LAB: PublicLab = {
  id: 'l',
  title: '实验',
  steps: ['a', 'b', 'c'].map((id) => ({ id, title: `步骤 ${id}`, hints: ['想'], questions: [] })),
};
const AT = '2026-01-01T00:00:00Z';

/** Passed `+`, left out `>`, open `.`: one character a step. */
const standing = (marks: string): LiveState =>
  applyMessage(INITIAL_STATE, {
    type: 'progress',
    progress: {
      steps: LAB.steps.map(({ id }, i) => ({
        lab: LAB.id,
        step: id,
        passedAt: marks[i] === '+' ? AT : null,
        skippedAt: marks[i] === '>' ? AT : null,
        attempts: 0,
        solutionSeenAt: null,
        hintsSeen: 0,
      })),
    },
  });

it.each([
  ['...', 'a'],
  ['+..', 'b'],
  ['>..', 'b'],
  ['.+.', 'a'],
  ['>+.', 'c'],
  ['>>>', undefined],
  ['+++', undefined],
])('%s: the learner is at %s', (marks, current) => {
  expect(currentStep(standing(marks), LAB)).toBe(current);
});

it('a step that was left out hands its place on', () => {
  const misled = applyMessage(standing('>..'), {
    type: 'verdict',
    lab: LAB.id,
    step: 'b',
    verdict: { outcome: 'failed', check: 0, reason: '还没有', misconception: '走岔了' },
    progress: standing('>..').progress['l#b']!,
  });
  const views = viewSteps(misled, LAB);
  expect([...views.values()].map(({ state }) => state)).toEqual(['skipped', 'failed', 'idle']);
});

it.each([
  ['+..', 'a', '下一步：', 'b'],
  ['>++', 'c', '还没有做的：', 'a'],
  ['+++', 'c', '这一课的实验全部完成了。', undefined],
  ['++>', 'c', '', undefined],
])('%s: after %s comes "%s" %s', (marks, id, text, step) => {
  const next = onward(standing(marks), LAB, id);
  expect(next.text).toBe(text);
  expect(next.step?.id).toBe(step);
});
