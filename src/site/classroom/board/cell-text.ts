import type { CellState, CellView } from './board-view.ts';

/** A shape for each state: colour only repeats it. */
export const CELL_MARK: Record<CellState, string> = {
  passed: '✔',
  failed: '✘',
  inconclusive: '?',
  skipped: '»',
  here: '▸',
  open: '◦',
  untouched: '·',
};

export const CELL_TEXT: Record<CellState, string> = {
  passed: '完成',
  failed: '没通过',
  inconclusive: '没能查到',
  skipped: '跳过',
  here: '正在做',
  open: '动过',
  untouched: '没做',
};

/** All that a cell says, in words. */
export function cellText({ state, late, attempts, solutionSeen }: CellView): string {
  return [
    CELL_TEXT[state],
    ...(late ? ['截止以后'] : []),
    ...(attempts > 0 ? [`${attempts} 次没通过`] : []),
    ...(solutionSeen ? ['看过答案'] : []),
  ].join('，');
}
