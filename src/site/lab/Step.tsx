import { useState, type JSX, type ReactNode } from 'react';
import { askForVerdict, useLive } from '../live/live-client.ts';
import type { StepView } from '../live/live-state.ts';
import { useLab } from './page-lab.ts';
import { RichText } from './RichText.tsx';
import { STATE_MARK, STATE_TEXT, viewSteps } from './step-view.ts';
import styles from './lab.module.css';

interface StepProps {
  readonly id: string;
  /** Filled in by the build from the page's `<Lab>`. */
  readonly lab?: string;
  readonly children?: ReactNode;
}

/** A part of the text that is checked. */
export function Step({ id, lab: labId, children }: StepProps): JSX.Element {
  if (labId === undefined) throw new Error(`<Step id="${id}"> 只能写在有 <Lab> 的课里。`);
  const lab = useLab(labId);
  const step = lab.steps.find((s) => s.id === id);
  if (!step) {
    throw new Error(`实验“${labId}”里没有步骤“${id}”。它的步骤：${lab.steps.map((s) => s.id).join('、')}`);
  }
  const live = useLive();
  const view = viewSteps(live, lab).get(id) ?? { state: 'idle' };
  const hasMachine = live.machines[labId]?.state === 'ready';
  const [toldToStart, setToldToStart] = useState(false);
  const number = lab.steps.indexOf(step) + 1;

  return (
    <section
      id={`step-${id}`}
      className={styles.step}
      data-testid={`step-${id}`}
      // Where F6 leads from the terminal.
      tabIndex={-1}
      data-state={view.state}
      aria-labelledby={`step-${id}-title`}
    >
      <header className={styles.stepHead}>
        <span className={styles.number} aria-hidden="true">
          {view.state === 'passed' ? STATE_MARK.passed : number}
        </span>
        <h3 id={`step-${id}-title`} className={styles.stepTitle}>
          <span className={styles.srOnly} data-not-text>
            步骤 {number}：
          </span>
          {step.title}
        </h3>
        <span className={styles.badge} data-not-text>
          {STATE_TEXT[view.state]}
        </span>
      </header>
      <div className={styles.body}>{children}</div>
      <div className={styles.verdict} aria-live="polite">
        {toldToStart && !hasMachine && view.state === 'idle' ? (
          <p>还没有实验机可查：先按“启动实验”。</p>
        ) : (
          <VerdictText view={view} />
        )}
      </div>
      <footer className={styles.stepFoot} data-not-text>
        {live.server !== 'absent' && (
          <button
            type="button"
            className={styles.check}
            data-testid={`check-${id}`}
            // Not disabled: that would drop the keyboard's focus.
            aria-disabled={view.state === 'checking'}
            onClick={() => {
              setToldToStart(!hasMachine);
              if (hasMachine) void askForVerdict(labId, id);
            }}
          >
            {view.state === 'passed' ? '再检查一次' : '检查'}
          </button>
        )}
        <Hints hints={step.hints} />
      </footer>
    </section>
  );
}

function VerdictText({ view }: { view: StepView }): JSX.Element | null {
  switch (view.state) {
    case 'passed':
      return <p className={styles.srOnly}>这一步完成了。</p>;
    case 'failed':
      return (
        <>
          {view.misconception && (
            <p>
              <RichText text={view.misconception} />
            </p>
          )}
          <p className={view.misconception ? styles.minor : undefined}>
            <RichText text={view.reason ?? ''} />
          </p>
        </>
      );
    case 'inconclusive':
      return (
        <p>
          这次没能查到结果，不算你错。
          <RichText text={view.reason ?? ''} />
        </p>
      );
    case 'idle':
    case 'checking':
      return null;
  }
}

/** One more at each press, so that the next one is asked for and not read by accident. */
function Hints({ hints }: { hints: readonly string[] }): JSX.Element {
  const [shown, setShown] = useState(0);
  const all = shown === hints.length;
  return (
    <>
      <button
        type="button"
        className={styles.hintButton}
        aria-disabled={all}
        onClick={() => setShown(Math.min(shown + 1, hints.length))}
      >
        {shown === 0 ? '给个提示' : all ? '提示都在下面了' : '再给一条'}
        <span className={styles.minor}>
          {shown} / {hints.length}
        </span>
      </button>
      <ol className={styles.hints} aria-live="polite" hidden={shown === 0}>
        {hints.slice(0, shown).map((hint) => (
          <li key={hint}>
            <RichText text={hint} />
          </li>
        ))}
      </ol>
    </>
  );
}
