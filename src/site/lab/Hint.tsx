import type { JSX, ReactNode } from 'react';
import styles from './lab.module.css';

/** An aside in the text that the reader unfolds. A step's own hints are in its lab.yaml. */
export function Hint({ title = '提示', children }: { title?: string; children: ReactNode }): JSX.Element {
  return (
    <details className={styles.hint}>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}
