import { useState, type JSX } from 'react';
import type { Life } from '../../../shared/observe.ts';
import { clock } from '../draw/text.ts';
import { exitText, numbered, STATE_TEXT, stepText } from './path.ts';
import styles from './life.module.css';

/** A container that restarts again and again has a long life. */
const SHOWN = 12;

/** The life of one container as a list: when, the daemon's word, what it means. */
export function Steps({ life }: { life: Life }): JSX.Element {
  const [all, setAll] = useState(false);
  const steps = numbered(life);
  const shown = all ? steps : steps.slice(-SHOWN);
  return (
    <section className={styles.steps} aria-label={`${life.name} 的经过`} data-testid={`life-${life.name}`}>
      <h3>
        {life.name}
        <small>
          {life.image} · {STATE_TEXT[life.state]}
          {life.exitCode !== null && life.state !== 'running' && ` · ${exitText(life.exitCode)}`}
          {life.oomKilled && ' · 内存不够被杀'}
          {life.health !== null && ` · ${life.health}`}
        </small>
      </h3>
      <p className={styles.policy}>
        重启策略 <code>{life.restartPolicy}</code>
        {life.restarts > 0 && `，已经自动重启 ${life.restarts} 次`}
      </p>
      {life.moreSteps > 0 && <p className={styles.policy}>更早的 {life.moreSteps} 步没有列出。</p>}
      {shown.length < steps.length && (
        <button type="button" className={styles.all} onClick={() => setAll(true)}>
          还有更早的 {steps.length - shown.length} 步
        </button>
      )}
      <ol>
        {shown.map(({ step, number }, index) => (
          <li key={`${step.at} ${index}`}>
            <span className={styles.badge}>{number}</span>
            <time dateTime={step.at}>{clock(step.at)}</time>
            <code>{wordOf(step.action)}</code>
            <span>
              {stepText(step)}
              {step.derived && <em>（没看见，推算的）</em>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const wordOf = (action: string): string => action.split(':')[0] ?? action;
