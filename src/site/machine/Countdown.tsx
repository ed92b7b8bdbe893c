import { useEffect, useState, type JSX } from 'react';
import styles from './machine.module.css';

const WARN_MS = 5 * 60_000;

/** Says nothing until five minutes before the machine goes away. */
export function Countdown({
  expiresAt,
  onExtend,
}: {
  expiresAt: string;
  onExtend: () => void;
}): JSX.Element | null {
  const end = Date.parse(expiresAt);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = end - now;
  if (!(left < WARN_MS)) return null;
  const seconds = Math.max(0, Math.ceil(left / 1_000));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <span className={styles.countdown}>
      {/* Announced once, not each second. */}
      <span className={styles.srOnly} role="status">
        实验机快到期了，可以延长。
      </span>
      <span aria-hidden="true">还剩 {clock}</span>
      <button type="button" className={styles.tool} data-testid="extend-lab" onClick={onExtend}>
        延长
      </button>
    </span>
  );
}
