import type { JSX } from 'react';
import type { BoardLab, BoardMember, Cell } from '../../../shared/board.ts';
import { RichText } from '../../lab/RichText.tsx';
import { clock } from '../time-text.ts';
import { cellState } from './board-view.ts';
import { CELL_MARK, CELL_TEXT } from './cell-text.ts';
import board from './board.module.css';
import styles from './drawer.module.css';

/** Every step of the labs that they have touched; the one they are at first. */
export function LearnerSteps({
  labs,
  member,
}: {
  labs: readonly BoardLab[];
  member: BoardMember;
}): JSX.Element {
  const { cells, current } = member;
  const touched = labs
    .filter(({ lab }) => lab === current?.lab || cells.some((cell) => cell.lab === lab))
    .sort((a, b) => Number(b.lab === current?.lab) - Number(a.lab === current?.lab));
  if (touched.length === 0) return <p className={styles.none}>还没有开始做实验。</p>;
  return (
    <>
      {touched.map((lab) => (
        <section key={lab.lab} className={styles.lab}>
          <h3>{lab.title}</h3>
          <ol>
            {lab.steps.map((step, index) => (
              <StepLine
                key={step.id}
                number={index + 1}
                title={step.title}
                cell={cells.find((cell) => cell.lab === lab.lab && cell.step === step.id)}
                here={current?.lab === lab.lab && current.step === step.id}
              />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

interface StepLineProps {
  readonly number: number;
  readonly title: string;
  readonly cell: Cell | undefined;
  readonly here: boolean;
}

function StepLine({ number, title, cell, here }: StepLineProps): JSX.Element {
  const state = cellState(cell, here);
  const notes = cell
    ? [
        ...(cell.passedAt === null ? [] : [clock(cell.passedAt)]),
        ...(cell.late ? ['截止以后'] : []),
        ...(cell.attempts > 0 ? [`${cell.attempts} 次没通过`] : []),
        ...(cell.hintsSeen > 0 ? [`看了 ${cell.hintsSeen} 条提示`] : []),
        ...(cell.solutionSeen ? ['看过答案'] : []),
      ]
    : [];
  return (
    <li>
      <span className={board.mark} data-state={state} aria-hidden="true">
        {CELL_MARK[state]}
      </span>
      <div>
        <span className={styles.step}>
          {number}. {title}
        </span>
        <span className={styles.notes}>{[CELL_TEXT[state], ...notes].join(' · ')}</span>
        {cell?.reason != null && state !== 'passed' && (
          <p className={styles.reason}>
            {cell.check !== null && <span className={styles.notes}>第 {cell.check + 1} 个检查：</span>}
            <RichText text={cell.reason} />
          </p>
        )}
      </div>
    </li>
  );
}
