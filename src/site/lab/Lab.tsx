import Head from '@docusaurus/Head';
import { useLocation } from '@docusaurus/router';
import { useEffect, type JSX } from 'react';
import { useLive } from '../live/live-client.ts';
import { pageLab, rememberLesson, useLab } from './page-lab.ts';
import { currentStep, STATE_MARK, STATE_TEXT, viewSteps } from './step-view.ts';
import styles from './lab.module.css';

/** Says which lab the lesson has, and shows its goals with their state. */
export function Lab({ id }: { id: string }): JSX.Element {
  const lab = useLab(id);
  const live = useLive();
  const { pathname } = useLocation();
  useEffect(() => {
    pageLab.set(id);
    rememberLesson(id, pathname);
    return () => pageLab.set((now) => (now === id ? null : now));
  }, [id, pathname]);

  const views = viewSteps(live, lab);
  const current = currentStep(live, lab);
  const machine = live.machines[id];
  const pulling = machine?.state === 'ready' ? machine.pulling : [];
  const passed = [...views.values()].filter((view) => view.state === 'passed').length;
  return (
    <nav className={styles.lab} data-not-text aria-label="这一课的实验步骤">
      {/* In the built HTML, so that the text stands beside the pane's place from the first paint. */}
      <Head>
        <html data-lab={id} />
      </Head>
      <div className={styles.labTitle}>
        实验 · {lab.title}
        <span className={styles.count}>
          <span className={styles.srOnly}>完成了 </span>
          {passed} / {lab.steps.length}
        </span>
      </div>
      <ol className={styles.goals}>
        {lab.steps.map((step) => {
          const state = views.get(step.id)?.state ?? 'idle';
          return (
            <li key={step.id} data-state={state}>
              <span className={styles.mark} aria-hidden="true">
                {STATE_MARK[state]}
              </span>
              <a href={`#step-${step.id}`} aria-current={step.id === current ? 'step' : undefined}>
                {step.title}
              </a>
              <span className={styles.srOnly}>（{STATE_TEXT[state]}）</span>
            </li>
          );
        })}
      </ol>
      {pulling.length > 0 && (
        <p className={styles.pulling} role="status">
          后台正在拉取 {pulling.join('、')}…
        </p>
      )}
    </nav>
  );
}
