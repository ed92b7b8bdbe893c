import type { JSX } from 'react';
import type { PublicQuestion } from '../../shared/lab.ts';
import type { StepView } from '../live/live-state.ts';
import { RichText } from './RichText.tsx';
import { onlyLeft, type Onward } from './step-view.ts';
import styles from './lab.module.css';

interface StepVerdictProps {
  readonly view: StepView;
  readonly questions: readonly PublicQuestion[];
  readonly onward: Onward;
}

/** What is said of a step; null while there is nothing to say. */
export function StepVerdict({ view, questions, onward }: StepVerdictProps): JSX.Element | null {
  switch (view.state) {
    case 'passed':
      return (
        <p>
          做成了。
          <OnwardLink onward={onward} />
        </p>
      );
    case 'skipped':
      return (
        <p>
          跳过了，随时可以回来做。
          <OnwardLink onward={onward} />
        </p>
      );
    case 'failed':
      return (
        <>
          {view.misconception && (
            <p>
              <RichText text={view.misconception} />
            </p>
          )}
          <p className={view.misconception ? styles.minor : undefined}>
            <QuestionName questions={questions} check={view.check} />
            <RichText text={view.reason ?? ''} />
          </p>
        </>
      );
    // Its badge says that nothing was found out; the reason says what to do, and never that it is wrong.
    case 'inconclusive':
      return (
        <p>
          <RichText text={view.reason ?? ''} />
        </p>
      );
    case 'idle': {
      const left = onlyLeft(view, questions);
      if (left === undefined) return null;
      return (
        <p>做到这里都对，还差{questions.length > 1 ? `第 ${left} 问` : '上面这一问'}：答好以后按“检查”。</p>
      );
    }
    case 'checking':
      return null;
  }
}

/** Which question a failed verdict is about; nothing where it is about the machine. */
function QuestionName({
  questions,
  check,
}: {
  questions: readonly PublicQuestion[];
  check: number | undefined;
}): JSX.Element | null {
  const index = questions.findIndex((question) => question.check === check);
  if (index < 0) return null;
  return <strong>{questions.length > 1 ? `第 ${index + 1} 问：` : '你的回答：'}</strong>;
}

function OnwardLink({ onward: { text, step } }: { onward: Onward }): JSX.Element {
  return (
    <>
      {text}
      {step && <a href={`#step-${step.id}`}>{step.title}</a>}
    </>
  );
}
