import { memo, type JSX } from 'react';
import { HandIcon } from '../Icons.tsx';
import { sameRow, type CellView, type Row } from './board-view.ts';
import { CELL_MARK, cellText } from './cell-text.ts';
import styles from './board.module.css';

interface StepRowProps {
  readonly row: Row;
  readonly onOpen: (member: string) => void;
}

/** One learner. Drawn anew only when something of it can be seen to have changed. */
export const StepRow = memo(
  function StepRow({ row, onOpen }: StepRowProps): JSX.Element {
    return (
      <tr
        role="row"
        className={styles.row}
        data-situation={row.situation}
        data-here={row.here}
        data-testid={`row-${row.name}`}
      >
        <td role="cell" className={styles.numberCell}>
          {row.number}
        </td>
        <th role="rowheader" scope="row" className={styles.nameCell}>
          <button type="button" className={styles.nameButton} onClick={() => onOpen(row.member)}>
            <span className={styles.presence} data-here={row.here} aria-hidden="true" />
            <span className={styles.name}>{row.name}</span>
            {!row.here && <span className={styles.srOnly}>（不在线）</span>}
          </button>
          {row.hand && (
            <span className={styles.handMark} title="举手">
              <HandIcon />
              <span className={styles.srOnly}>举手</span>
            </span>
          )}
        </th>
        {row.cells.map((cell, index) => (
          <StepCell key={cell.step} cell={cell} number={index + 1} />
        ))}
        <td role="cell" className={styles.nowCell} title={row.detail || undefined}>
          <span className={styles.nowText}>{row.text}</span>
          {row.detail !== '' && <span className={styles.nowDetail}>{row.detail}</span>}
        </td>
      </tr>
    );
  },
  (before, after) => before.onOpen === after.onOpen && sameRow(before.row, after.row),
);

function StepCell({ cell, number }: { cell: CellView; number: number }): JSX.Element {
  const { state, late, attempts, solutionSeen } = cell;
  const text = cellText(cell);
  return (
    <td role="cell" className={styles.cell} data-state={state} title={`第 ${number} 步：${text}`}>
      <span className={styles.mark} data-state={state} aria-hidden="true">
        {CELL_MARK[state]}
        {attempts > 0 && state !== 'passed' && <small>{attempts}</small>}
      </span>
      {solutionSeen && (
        <span className={styles.tag} aria-hidden="true">
          答
        </span>
      )}
      {late && (
        <span className={styles.tag} aria-hidden="true">
          迟
        </span>
      )}
      <span className={styles.srOnly}>{text}</span>
    </td>
  );
}
