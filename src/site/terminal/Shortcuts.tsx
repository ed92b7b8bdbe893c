import type { JSX } from 'react';
import { KEYS } from './help.ts';
import styles from './terminal.module.css';

/** Tab belongs to the shell, so the way out must be said. Not shown where the key row is (CSS). */
export function Shortcuts({ id }: { id: string }): JSX.Element {
  const keys = KEYS();
  const entries = [
    ['F6', '回到课文'],
    [keys.copy, '复制'],
    [keys.paste, '粘贴'],
    [keys.find, '查找'],
    [keys.command, '上下一条命令'],
  ];
  return (
    <p id={id} className={styles.shortcuts}>
      {entries.map(([key, what]) => (
        <span key={key}>
          <kbd>{key}</kbd> {what}
        </span>
      ))}
    </p>
  );
}
