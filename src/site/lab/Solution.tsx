import CodeBlock from '@theme/CodeBlock';
import { useId, useState, type JSX } from 'react';
import type { Solution as SolutionData } from '../../shared/api.ts';
import { failureText, fetchSolution } from '../live/api-client.ts';
import { ConfirmDialog } from '../machine/ConfirmDialog.tsx';
import { RichText } from './RichText.tsx';
import lab from './lab.module.css';
import styles from './solution.module.css';

interface SolutionProps {
  readonly labId: string;
  readonly stepId: string;
  /** Looking makes no difference to the record any more: no question is asked. */
  readonly free: boolean;
}

/** The way a step can be done, for who has seen all hints. */
export function Solution({ labId, stepId, free }: SolutionProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [solution, setSolution] = useState<SolutionData | null>(null);
  const id = useId();

  const show = async (): Promise<void> => {
    setAsking(false);
    setLoading(true);
    setFailure(null);
    try {
      setSolution(await fetchSolution(labId, stepId));
      setOpen(true);
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      setLoading(false);
    }
  };
  const press = (): void => {
    if (loading) return;
    if (open) setOpen(false);
    else if (solution) setOpen(true);
    else if (free) void show();
    else setAsking(true);
  };
  return (
    <>
      <button
        type="button"
        className={lab.hintButton}
        aria-expanded={open}
        aria-controls={id}
        aria-disabled={loading}
        data-testid={`solution-${stepId}`}
        onClick={press}
      >
        {open ? '收起参考解法' : '看参考解法'}
      </button>
      {failure && (
        <p className={lab.failure} role="alert">
          {failure}
        </p>
      )}
      <div id={id} className={styles.solution} hidden={!open}>
        {open && solution && <SolutionText solution={solution} />}
      </div>
      {asking && (
        <ConfirmDialog
          title="看参考解法？"
          confirm="看吧"
          onCancel={() => setAsking(false)}
          onConfirm={() => void show()}
        >
          这一步会记上“看过答案”。看完了照着做，一样可以完成它。
        </ConfirmDialog>
      )}
    </>
  );
}

function SolutionText({ solution: { commands, answers, explain } }: { solution: SolutionData }): JSX.Element {
  return (
    <>
      <p className={styles.title}>参考解法</p>
      {commands !== '' && <CodeBlock language="bash">{commands}</CodeBlock>}
      {answers.map((answer) => (
        <div key={answer.ask}>
          <p>
            <RichText text={answer.ask} />
          </p>
          {'text' in answer ? (
            <p className={styles.answer}>
              <RichText text={answer.text} />
            </p>
          ) : (
            <CodeBlock language="bash">{answer.command}</CodeBlock>
          )}
        </div>
      ))}
      {explain !== null && (
        <p>
          <RichText text={explain} />
        </p>
      )}
    </>
  );
}
