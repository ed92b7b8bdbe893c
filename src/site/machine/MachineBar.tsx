import Link from '@docusaurus/Link';
import type { JSX } from 'react';
import type { MachineStatus } from '../../shared/api.ts';
import { lessonOf, useLabs } from '../lab/page-lab.ts';
import { folded, peeking } from './pane-state.ts';
import { statusText } from './PaneHeader.tsx';
import styles from './machine.module.css';

/** On pages without a lab: the machine is still there. */
export function MachineBar({ lab, status }: { lab: string; status: MachineStatus }): JSX.Element {
  const title = useLabs()[lab]?.title ?? lab;
  const lesson = lessonOf(lab);
  return (
    <aside className={styles.bar} aria-label="正在进行的实验">
      <span className={styles.dot} data-state={status.state} aria-hidden="true" />
      <span className={styles.barText}>
        {title} · {statusText(status)}
      </span>
      <button
        type="button"
        className={styles.tool}
        onClick={() => {
          folded.set(false);
          peeking.set(true);
        }}
      >
        打开终端
      </button>
      {lesson && (
        <Link className={styles.tool} to={lesson}>
          回到课文
        </Link>
      )}
    </aside>
  );
}
