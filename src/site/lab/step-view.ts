import type { PublicLab } from '../../shared/lab.ts';
import { viewStep, type LiveState, type StepState, type StepView } from '../live/live-state.ts';

/** The states of all steps; the first one that isn't passed is where the learner is. */
export function viewSteps(state: LiveState, lab: PublicLab): Map<string, StepView> {
  const views = new Map<string, StepView>();
  let currentSeen = false;
  for (const { id } of lab.steps) {
    const view = viewStep(state, lab.id, id, !currentSeen);
    if (view.state !== 'passed') currentSeen = true;
    views.set(id, view);
  }
  return views;
}

export const STATE_TEXT: Record<StepState, string> = {
  idle: '未开始',
  checking: '检查中…',
  passed: '完成',
  failed: '还没有完成',
  inconclusive: '没能查到',
};
export const STATE_MARK: Record<StepState, string> = {
  idle: '',
  checking: '…',
  passed: '✔',
  failed: '✘',
  inconclusive: '?',
};
