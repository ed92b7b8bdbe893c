import type { JSX } from 'react';
import type { BoardLab } from '../../../shared/board.ts';
import common from '../classroom.module.css';
import styles from './settings.module.css';

interface LabChoiceProps {
  readonly labs: readonly BoardLab[];
  /** Null: all of them. */
  readonly open: readonly string[] | null;
  readonly onChange: (open: readonly string[] | null) => void;
}

/** Which labs may be started. */
export function LabChoice({ labs, open, onChange }: LabChoiceProps): JSX.Element {
  const chosen = new Set(open ?? labs.map(({ lab }) => lab));
  const toggle = (lab: string, on: boolean): void =>
    onChange(labs.map((each) => each.lab).filter((each) => (each === lab ? on : chosen.has(each))));
  return (
    <fieldset className={`${common.choices} ${styles.labs}`}>
      <legend>开放的实验</legend>
      <label className={common.check}>
        <input
          type="checkbox"
          checked={open === null}
          data-testid="all-labs"
          onChange={(event) => onChange(event.target.checked ? null : [])}
        />
        <strong>全部，包括以后加的</strong>
      </label>
      <div className={styles.labList}>
        {labs.map(({ lab, title }) => (
          <label key={lab} className={common.check}>
            <input
              type="checkbox"
              checked={chosen.has(lab)}
              onChange={(event) => toggle(lab, event.target.checked)}
            />
            <span>
              <span className={common.minor}>{lab.split('/')[0]?.replace(/^ch/, '')} · </span>
              {title}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
