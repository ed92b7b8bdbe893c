import { useMemo, useState, type JSX } from 'react';
import type { BoardState } from './board-state.ts';
import { overviewLabs, viewOverview } from './class-view.ts';
import common from '../classroom.module.css';
import styles from './board.module.css';

interface OverviewTableProps {
  readonly state: BoardState;
  readonly hidden: boolean;
  readonly onLab: (lab: string) => void;
  readonly onOpen: (member: string) => void;
}

/** Everybody × labs: how many steps of each are done. */
export function OverviewTable({ state, hidden, onLab, onOpen }: OverviewTableProps): JSX.Element {
  const [all, setAll] = useState(false);
  const labs = useMemo(() => overviewLabs(state, all), [state, all]);
  const rows = useMemo(() => viewOverview(state, labs, hidden), [state, labs, hidden]);
  return (
    <>
      <div className={styles.tools}>
        <label className={common.check}>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          <span>没人动过的实验也列出来</span>
        </label>
      </div>
      {rows.length === 0 || labs.length === 0 ? (
        <p className={styles.empty}>还没有人开始做实验。</p>
      ) : (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label="总览，可以左右滚动">
          <table className={`${styles.table} ${styles.overview}`}>
            <caption className={styles.srOnly}>每个学员在各个实验里做完了几步</caption>
            <thead>
              <tr>
                <th scope="col" className={styles.nameCell}>
                  学员
                </th>
                {labs.map(({ lab, title }) => (
                  <th key={lab} scope="col" className={styles.labHead}>
                    <button type="button" onClick={() => onLab(lab)} title={`看《${title}》的每一步`}>
                      {title}
                    </button>
                  </th>
                ))}
                <th scope="col">一共</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.member} className={styles.row} data-here={row.here}>
                  <th scope="row" className={styles.nameCell}>
                    <button type="button" className={styles.nameButton} onClick={() => onOpen(row.member)}>
                      <span className={styles.presence} data-here={row.here} aria-hidden="true" />
                      <span className={styles.name}>{row.name}</span>
                      {!row.here && <span className={styles.srOnly}>（不在线）</span>}
                    </button>
                  </th>
                  {row.labs.map(({ passed, total, here }, index) => (
                    <td
                      key={labs[index]!.lab}
                      className={styles.fraction}
                      data-done={passed === total || undefined}
                      data-none={passed === 0 || undefined}
                      data-here={here || undefined}
                    >
                      {here && <span className={styles.srOnly}>正在做，</span>}
                      {here && <span aria-hidden="true">▸</span>}
                      {passed === total ? '✔ ' : ''}
                      {passed === 0 && !here ? '·' : `${passed}/${total}`}
                    </td>
                  ))}
                  <td className={styles.fraction}>{row.passed}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
