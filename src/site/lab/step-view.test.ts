import { expect, it } from 'vitest';
import type { PublicLab, PublicQuestion } from '../../shared/lab.ts';
import { applyMessage, INITIAL_STATE, type LiveState } from '../live/live-state.ts';
import { currentStep, onlyLeft, onward, viewSteps } from './step-view.ts';

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

it.each([
  ['the machine is as it should be, the first question is left', [1, 2], 'idle', 1, 1],
  ['its answer holds, the second one is left', [1, 2], 'idle', 2, 2],
  ['a question between two looks at the machine', [1], 'idle', 2, undefined],
  ['the machine is not there yet', [1, 2], 'idle', 0, undefined],
  ['a step that begins with its question says nothing of itself', [0, 1], 'idle', 0, undefined],
  ['nor one of questions only', [0, 1], 'idle', 1, undefined],
  ['never looked at, or not where the learner is', [1], 'idle', undefined, undefined],
  ['a verdict that was asked for says it itself', [1], 'failed', 1, undefined],
] as const)('%s', (_, checks, state, check, left) => {
  const questions = checks.map((at): PublicQuestion => ({
    id: `q${at}`,
    check: at,
    ask: '？',
    multiline: false,
  }));
  expect(onlyLeft({ state, ...(check === undefined ? {} : { check }) }, questions)).toBe(left);
});
