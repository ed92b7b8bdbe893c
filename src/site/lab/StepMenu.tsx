import { useState, type JSX } from 'react';
import type { PublicLab } from '../../shared/lab.ts';
import { failureText } from '../live/api-client.ts';
import { leaveOut, useLive } from '../live/live-client.ts';
import { stepKey } from '../live/live-state.ts';
import { ConfirmDialog } from '../machine/ConfirmDialog.tsx';
import { useMachineActions } from '../machine/use-machine-actions.ts';
import { useLabs } from './page-lab.ts';
import styles from './lab.module.css';

interface StepMenuProps {
  readonly lab: PublicLab;
  readonly stepId: string;
  /** Neither passed nor left out. */
  readonly open: boolean;
}

/** The ways around a step: leave it out, or come to it without the ones before. */
export function StepMenu({ lab, stepId, open }: StepMenuProps): JSX.Element | null {
  const index = lab.steps.findIndex(({ id }) => id === stepId);
  if (!open && index === 0) return null;
  return (
    <div className={styles.menu}>
      {open && <SkipButton lab={lab} stepId={stepId} />}
      {index > 0 && <FromHereButton lab={lab} index={index} />}
    </div>
  );
}

function SkipButton({ lab, stepId }: { lab: PublicLab; stepId: string }): JSX.Element {
  const [failure, setFailure] = useState<string | null>(null);
  const skip = async (): Promise<void> => {
    setFailure(null);
    try {
      await leaveOut(lab.id, stepId);
    } catch (error) {
      setFailure(failureText(error));
      return;
    }
    // The button is about to go, and the learner with it: on to the next step, whose name is then read out.
    const next = lab.steps[lab.steps.findIndex(({ id }) => id === stepId) + 1];
    document.getElementById(`step-${next?.id ?? stepId}`)?.focus();
  };
  return (
    <>
      <button
        type="button"
        className={styles.menuButton}
        data-testid={`skip-${stepId}`}
        onClick={() => void skip()}
      >
        跳过这一步
      </button>
      {failure && (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
    </>
  );
}

function FromHereButton({ lab, index }: { lab: PublicLab; index: number }): JSX.Element {
  const labs = useLabs();
  const live = useLive();
  const actions = useMachineActions(lab.id);
  const [asking, setAsking] = useState(false);
  const step = lab.steps[index]!;
  const active = live.session?.activeLab ?? null;
  const otherLab = actions.replaces ?? (active === lab.id ? null : active);
  const done = lab.steps.slice(0, index).every(({ id }) => live.progress[stepKey(lab.id, id)]?.passedAt);

  const go = (): void => {
    setAsking(false);
    if (active === lab.id) actions.reset(step.id);
    else actions.start(otherLab !== null, step.id);
  };
  return (
    <>
      <button
        type="button"
        className={styles.menuButton}
        data-testid={`from-${step.id}`}
        aria-disabled={actions.busy}
        onClick={() => {
          if (!actions.busy) setAsking(true);
        }}
      >
        从这一步开始
      </button>
      {actions.failure && (
        <p className={styles.failure} role="alert">
          {actions.failure}
        </p>
      )}
      {(asking || actions.replaces !== null) && (
        <ConfirmDialog
          title={`从第 ${index + 1} 步开始？`}
          confirm="从这一步开始"
          onCancel={() => {
            setAsking(false);
            actions.dismiss();
          }}
          onConfirm={go}
        >
          {active === lab.id && '现在的实验机和里面的一切都会丢掉。'}
          {otherLab !== null && `“${labs[otherLab]?.title ?? otherLab}”的实验机会结束，里面的一切都会丢掉。`}
          会启动一台全新的实验机，先在终端里用参考解法做完前面的 {index} 步，你就从这里接着做。
          {!done && '前面还没有完成的步骤会记作“已跳过”，以后仍然可以回去完成。'}
        </ConfirmDialog>
      )}
    </>
  );
}
