import type { PublicLab, PublicQuestion } from '../../shared/lab.ts';
import { hasPassed, stepKey, viewStep } from '../live/live-state.ts';
import type { LiveState, StepState, StepView } from '../live/live-state.ts';

/** Where the learner is: the first step that is neither passed nor left out. The server counts the same way. */
export function currentStep(state: LiveState, lab: PublicLab): string | undefined {
  return lab.steps.find(({ id }) => {
    const key = stepKey(lab.id, id);
    return !hasPassed(state, key) && !state.progress[key]?.skippedAt;
  })?.id;
}

export function viewSteps(state: LiveState, lab: PublicLab): Map<string, StepView> {
  const current = currentStep(state, lab);
  return new Map(lab.steps.map(({ id }) => [id, viewStep(state, lab.id, id, id === current)]));
}

export interface Onward {
  readonly text: string;
  /** Where it leads; undefined at the end of the lab. */
  readonly step?: { readonly id: string; readonly title: string };
}

/** What comes after a step that is passed or left out: the one that follows, after the last one what is still open. */
export function onward(state: LiveState, lab: PublicLab, id: string): Onward {
  const next = lab.steps[lab.steps.findIndex((step) => step.id === id) + 1];
  if (next) return { text: '下一步：', step: next };
  const open = lab.steps.find((step) => step.id !== id && !hasPassed(state, stepKey(lab.id, step.id)));
  if (open) return { text: '还没有做的：', step: open };
  return { text: hasPassed(state, stepKey(lab.id, id)) ? '这一课的实验全部完成了。' : '' };
}

/**
 * The question that is all that is left where the machine is as it should be, counted from 1: a machine is seen by
 * itself, an answer is not, and who does not notice it goes on to the next step in vain.
 */
export function onlyLeft(
  { state, check }: StepView,
  questions: readonly PublicQuestion[],
): number | undefined {
  if (state !== 'idle' || check === undefined) return undefined;
  const index = questions.findIndex((question) => question.check === check);
  // Nothing of the machine was looked at before it: no reason yet to think that the learner is at this.
  return index < 0 || index === check ? undefined : index + 1;
}

export const STATE_TEXT: Record<StepState, string> = {
  idle: '未开始',
  checking: '检查中…',
  passed: '完成',
  failed: '还没有完成',
  inconclusive: '没能查到',
  skipped: '已跳过',
};
export const STATE_MARK: Record<StepState, string> = {
  idle: '',
  checking: '…',
  passed: '✔',
  failed: '✘',
  inconclusive: '?',
  skipped: '»',
};
