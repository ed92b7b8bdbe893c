import { useRef, type JSX, type ReactNode } from 'react';
import { useLive } from '../live/live-client.ts';
import { hasPassed, stepKey } from '../live/live-state.ts';
import { HintButton, HintList, useHints } from './Hints.tsx';
import { useLab } from './page-lab.ts';
import { focusQuestion, Questions } from './Questions.tsx';
import { Solution } from './Solution.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepVerdict } from './StepVerdict.tsx';
import { currentStep, onlyLeft, onward, STATE_MARK, STATE_TEXT, viewSteps } from './step-view.ts';
import { useCheck } from './use-check.ts';
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
  const key = stepKey(labId, id);
  const progress = live.progress[key];
  const hasServer = live.server !== 'absent';
  const passed = view.state === 'passed';
  const number = lab.steps.indexOf(step) + 1;
  const { questions } = step;

  const hints = useHints(labId, id, step.hints.length, progress?.hintsSeen ?? 0);
  const check = useCheck(labId, id, questions);
  const solutionFree = passed || Boolean(progress?.solutionSeenAt);
  const formId = `answers-${id}`;
  const verdictId = `verdict-${id}`;
  const wrong = view.state === 'failed' ? questions.find((q) => q.check === view.check) : undefined;

  const section = useRef<HTMLElement>(null);

  const ask = async (): Promise<void> => {
    const toMend = await check.ask();
    // Who went on to the terminal meanwhile stays there; on a touch screen a focus would bring up the keyboard.
    const here = section.current?.contains(document.activeElement) ?? false;
    if (toMend && here && !window.matchMedia('(pointer: coarse)').matches) focusQuestion(formId, toMend);
  };

  return (
    <section
      ref={section}
      id={`step-${id}`}
      className={styles.step}
      data-testid={`step-${id}`}
      // Where F6 leads from the terminal.
      tabIndex={-1}
      data-state={view.state}
      data-current={currentStep(live, lab) === id}
      aria-labelledby={`step-${id}-title`}
    >
      <header className={styles.stepHead}>
        <span className={styles.number} aria-hidden="true">
          {passed ? STATE_MARK.passed : number}
        </span>
        <h3 id={`step-${id}-title`} className={styles.stepTitle}>
          <span className={styles.srOnly} data-not-text>
            步骤 {number}：
          </span>
          {step.title}
        </h3>
        {progress?.solutionSeenAt && (
          <span className={styles.note} data-not-text>
            看过答案
          </span>
        )}
        <span className={styles.badge} data-not-text>
          {onlyLeft(view, questions) === undefined ? STATE_TEXT[view.state] : '还差回答'}
        </span>
      </header>
      <div className={styles.body}>{children}</div>
      {questions.length > 0 && hasServer && (
        <Questions
          formId={formId}
          questions={questions}
          answers={check.answers}
          wrong={wrong}
          verdictId={verdictId}
          onWrite={check.write}
          onSubmit={() => void ask()}
        />
      )}
      <div id={verdictId} className={styles.verdict} aria-live="polite">
        {check.toldToStart ? (
          <p>还没有实验机可查：先按“启动实验”。</p>
        ) : (
          <StepVerdict view={view} questions={questions} onward={onward(live, lab, id)} />
        )}
      </div>
      <footer className={styles.stepFoot} data-not-text>
        {hasServer && (
          <button
            type={questions.length > 0 ? 'submit' : 'button'}
            form={questions.length > 0 ? formId : undefined}
            className={styles.check}
            data-testid={`check-${id}`}
            // Not disabled: that would drop the keyboard's focus.
            aria-disabled={view.state === 'checking'}
            onClick={questions.length > 0 ? undefined : () => void ask()}
          >
            {passed ? '再检查一次' : '检查'}
          </button>
        )}
        <HintButton hints={step.hints} shown={hints.shown} onMore={() => hints.more(hasServer)} />
        <HintList hints={step.hints} shown={hints.shown} />
        {hasServer &&
          live.classroom?.solutions !== false &&
          (solutionFree || hints.shown === step.hints.length) && (
            <Solution labId={labId} stepId={id} free={solutionFree} />
          )}
        {hasServer && <StepMenu lab={lab} stepId={id} open={!hasPassed(live, key) && !progress?.skippedAt} />}
      </footer>
    </section>
  );
}
