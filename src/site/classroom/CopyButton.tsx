import { useEffect, useState, type JSX, type ReactNode } from 'react';
import { copyText } from '../terminal/clipboard.ts';
import styles from './classroom.module.css';

const SAID_MS = 2_000;

export function CopyButton({ text, children }: { text: string; children: ReactNode }): JSX.Element {
  const [said, setSaid] = useState<'done' | 'failed' | null>(null);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <button
      type="button"
      className={styles.secondary}
      onClick={() => {
        copyText(text).then(
          () => setSaid('done'),
          () => setSaid('failed'),
        );
      }}
    >
      <span aria-live="polite">{said === 'done' ? '已复制' : said === 'failed' ? '没能复制' : children}</span>
    </button>
  );
}
