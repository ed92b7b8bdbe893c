import type { JSX, ReactNode } from 'react';
import { parseSee, type SeeAttributes } from '../../shared/see.ts';
import { usePageLab } from '../lab/page-lab.ts';
import { useLive } from '../live/live-client.ts';
import { lookAt } from './observe-state.ts';
import styles from './see.module.css';

/** `<See layer="layers#2">`: opens the 观察 panel at the thing that the text speaks of. */
export function See({ children, ...attributes }: SeeAttributes & { children: ReactNode }): JSX.Element {
  const lab = usePageLab();
  const { machines } = useLive();
  const sight = parseSee(attributes);
  if (typeof sight === 'string') throw new Error(`<See>：${sight}`);
  const hasMachine = lab !== null && machines[lab]?.state === 'ready';
  return (
    // No button element: that can't break at the end of a line as text does.
    <a
      href="#"
      role="button"
      className={styles.see}
      data-testid="see"
      onClick={(event) => {
        event.preventDefault();
        lookAt(sight, event.currentTarget, hasMachine);
      }}
      onKeyDown={(event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        lookAt(sight, event.currentTarget, hasMachine);
      }}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" className={styles.eye}>
        <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z" />
        <circle cx="8" cy="8" r="1.9" />
      </svg>
      {children}
    </a>
  );
}
