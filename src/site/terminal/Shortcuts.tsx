import type { JSX } from 'react';
import styles from './terminal.module.css';

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Tab belongs to the shell, so the way out must be said. Not shown where the key row is (CSS). */
export function Shortcuts({ id }: { id: string }): JSX.Element {
  const copy = isMac() ? '⌘C' : 'Ctrl+Shift+C';
  return (
    <p id={id} className={styles.shortcuts}>
      <span>
        <kbd>F6</kbd> 回到课文
      </span>
      <span>
        <kbd>{copy}</kbd> 复制
      </span>
      <span>
        <kbd>{isMac() ? '⌘V' : 'Ctrl+Shift+V'}</kbd> 粘贴
      </span>
      <span>
        <kbd>Ctrl+Shift+F</kbd> 查找
      </span>
    </p>
  );
}
