import { memo, useMemo, useState, type JSX } from 'react';
import type { BoardLab } from '../../../shared/board.ts';
import type { BoardState } from './board-state.ts';
import { changeBoardSettings, useBoardSettings } from './board-settings.ts';
import {
  countRows,
  FILTER_TEXT,
  filterRows,
  openLabs,
  passedByStep,
  SORT_TEXT,
  sortRows,
  viewRows,
  type Filter,
  type Sort,
} from './board-view.ts';
import { StepRow } from './StepRow.tsx';
import styles from './board.module.css';

interface StepBoardProps {
  readonly state: BoardState;
  readonly lab: string | undefined;
  readonly nowMs: number;
  readonly onPick: (lab: string) => void;
  readonly onOpen: (member: string) => void;
}

/** Everybody × the steps of one lab. */
export function StepBoard({ state, lab: labId, nowMs, onPick, onOpen }: StepBoardProps): JSX.Element {
  const { hideNames, sort } = useBoardSettings();
  const [filter, setFilter] = useState<Filter>('all');
  const lab = state.labs.find((each) => each.lab === labId) ?? state.labs[0];
  const rows = useMemo(
    () => (lab ? viewRows(state, lab, { hidden: hideNames, nowMs }) : []),
    [state, lab, hideNames, nowMs],
  );
  if (!lab) return <p>这门课还没有实验。</p>;
  const counts = countRows(rows);
  const shown = sortRows(filterRows(rows, filter), sort);
  return (
    <>
      <div className={styles.tools}>
        <LabPicker state={state} lab={lab} onPick={onPick} />
        <div className={styles.filters} role="group" aria-label="只看">
          {(Object.keys(FILTER_TEXT) as Filter[]).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={filter === each}
              data-empty={counts[each] === 0 || undefined}
              data-testid={`filter-${each}`}
              onClick={() => setFilter(each)}
            >
              {FILTER_TEXT[each]} <b>{counts[each]}</b>
            </button>
          ))}
        </div>
        <label className={styles.sort}>
          <span>排序</span>
          <select
            value={sort}
            onChange={(event) => changeBoardSettings({ sort: event.target.value as Sort })}
          >
            {(Object.keys(SORT_TEXT) as Sort[]).map((each) => (
              <option key={each} value={each}>
                {SORT_TEXT[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {rows.length === 0 ? (
        <p className={styles.empty}>还没有人加入。按“加入大屏”，把地址和班级码投给大家。</p>
      ) : (
        <table className={styles.table} role="table">
          <caption className={styles.srOnly}>{lab.title}：每个学员做到了哪一步</caption>
          <Heads lab={lab} passed={passedByStep(rows, lab).join(',')} total={rows.length} />
          <tbody role="rowgroup">
            {shown.map((row) => (
              <StepRow key={row.member} row={row} onOpen={onOpen} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > 0 && shown.length === 0 && (
        <p className={styles.empty} role="status">
          没有“{FILTER_TEXT[filter]}”的人。
        </p>
      )}
      <Legend />
    </>
  );
}

function LabPicker({
  state,
  lab,
  onPick,
}: {
  state: BoardState;
  lab: BoardLab;
  onPick: (lab: string) => void;
}): JSX.Element {
  const open = new Set(openLabs(state).map((each) => each.lab));
  return (
    <label className={styles.labPicker}>
      <span className={styles.srOnly}>看哪个实验</span>
      <select value={lab.lab} data-testid="lab-picker" onChange={(event) => onPick(event.target.value)}>
        {state.labs.map(({ lab: id, title }) => (
          <option key={id} value={id}>
            {id.split('/')[0]?.replace(/^ch/, '')} · {title}
            {open.has(id) ? '' : '（未开放）'}
          </option>
        ))}
      </select>
    </label>
  );
}

const Heads = memo(function Heads({
  lab,
  passed,
  total,
}: {
  lab: BoardLab;
  /** By step, joined: a text is compared by what it says. */
  passed: string;
  total: number;
}): JSX.Element {
  const counts = passed.split(',').map(Number);
  return (
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col" className={styles.numberCell}>
          <span className={styles.srOnly}>编号</span>
        </th>
        <th role="columnheader" scope="col" className={styles.nameCell}>
          学员
        </th>
        {lab.steps.map((step, index) => (
          <th key={step.id} role="columnheader" scope="col" className={styles.stepHead} title={step.title}>
            <span className={styles.stepTop}>
              <span className={styles.stepNumber}>{index + 1}</span>
              <span>
                <span className={styles.srOnly}>，做完的有 </span>
                {counts[index]}/{total}
              </span>
            </span>
            <span className={styles.stepTitle}>{step.title}</span>
            <span className={styles.stepBar} aria-hidden="true">
              <span style={{ width: `${((counts[index] ?? 0) / Math.max(1, total)) * 100}%` }} />
            </span>
          </th>
        ))}
        <th role="columnheader" scope="col" className={styles.nowCell}>
          现在
        </th>
      </tr>
    </thead>
  );
});

function Legend(): JSX.Element {
  return (
    <ul className={styles.legend} aria-label="图例">
      {(
        [
          ['passed', '✔', '完成'],
          ['failed', '✘', '没通过，数字是按过几次检查'],
          ['here', '▸', '正在做'],
          ['open', '◦', '动过'],
          ['skipped', '»', '跳过'],
          ['inconclusive', '?', '没能查到'],
        ] as const
      ).map(([state, mark, text]) => (
        <li key={state}>
          <span className={styles.mark} data-state={state} aria-hidden="true">
            {mark}
          </span>
          {text}
        </li>
      ))}
      <li>
        <span className={styles.tag}>答</span>看过答案
      </li>
      <li>
        <span className={styles.tag}>迟</span>截止以后
      </li>
    </ul>
  );
}
