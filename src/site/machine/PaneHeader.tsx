import { useState, type JSX } from 'react';
import type { MachineStatus } from '../../shared/api.ts';
import { useLabs } from '../lab/page-lab.ts';
import { useLive } from '../live/live-client.ts';
import { changePrefs, useObservePrefs } from '../observe/observe-state.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { Countdown } from './Countdown.tsx';
import { folded, peeking, useFolded } from './pane-state.ts';
import { useMachineActions } from './use-machine-actions.ts';
import styles from './machine.module.css';

const STATUS_TEXT: Record<MachineStatus['state'], string> = {
  none: '未启动',
  queued: '排队中',
  starting: '启动中',
  ready: '运行中',
  expired: '已到期',
  failed: '没能启动',
};
export const statusText = (status: MachineStatus): string =>
  status.state === 'failed' && status.ran ? '已停止' : STATUS_TEXT[status.state];

const SERVER_TEXT = { reconnecting: '与服务的连接断了，正在重连…', absent: '没有实验服务' } as const;

interface PaneHeaderProps {
  readonly lab: string;
  readonly status: MachineStatus;
  readonly wide: boolean;
  /** Shown on a page that has no lab of its own, so it can be put away. */
  readonly isPeeking: boolean;
}

export function PaneHeader({ lab, status, wide, isPeeking }: PaneHeaderProps): JSX.Element {
  const title = useLabs()[lab]?.title ?? lab;
  const actions = useMachineActions(lab);
  const { server } = useLive();
  const isFolded = useFolded();
  const { open: isObserving } = useObservePrefs();
  const [asking, setAsking] = useState<'reset' | 'stop' | null>(null);
  const ready = status.state === 'ready';
  const alive = ready || status.state === 'queued' || status.state === 'starting';
  return (
    <header className={styles.header}>
      <span className={styles.dot} data-state={status.state} aria-hidden="true" />
      <span className={styles.title}>
        <strong>{title}</strong>
        <span className={styles.state} role="status">
          {server === 'online' || server === 'connecting' ? statusText(status) : SERVER_TEXT[server]}
        </span>
      </span>
      {ready && <Countdown key={status.expiresAt} expiresAt={status.expiresAt} onExtend={actions.extend} />}
      {ready && (
        <button
          type="button"
          className={styles.tool}
          data-observe-button
          data-testid="observe-button"
          aria-pressed={isObserving}
          title="看这台机器里的镜像层、容器、进程和网络"
          onClick={() => {
            changePrefs({ open: !isObserving });
            if (!isObserving) folded.set(false);
          }}
        >
          观察
        </button>
      )}
      {ready && (
        <button
          type="button"
          className={styles.tool}
          data-testid="reset-lab"
          disabled={actions.busy}
          onClick={() => setAsking('reset')}
        >
          重置<span className={styles.wideOnly}>实验</span>
        </button>
      )}
      {alive && (
        <button
          type="button"
          className={styles.tool}
          data-testid="stop-lab"
          disabled={actions.busy}
          onClick={() => setAsking('stop')}
        >
          结束<span className={styles.wideOnly}>实验</span>
        </button>
      )}
      {isPeeking && (
        <button type="button" className={styles.tool} onClick={() => peeking.set(false)}>
          收起
        </button>
      )}
      {!wide && !isPeeking && (
        <button
          type="button"
          className={styles.tool}
          aria-expanded={!isFolded}
          onClick={() => folded.set(!isFolded)}
        >
          {isFolded ? '展开' : '收起'}
        </button>
      )}
      {actions.failure && (
        <p className={styles.headerFailure} role="alert">
          {actions.failure}
        </p>
      )}
      {asking === 'reset' && (
        <ConfirmDialog
          title="重置实验？"
          confirm="重置"
          onCancel={() => setAsking(null)}
          onConfirm={() => {
            setAsking(null);
            actions.reset();
          }}
        >
          现在的实验机和里面的一切都会丢掉，换成一台全新的。已经完成的步骤不受影响。
        </ConfirmDialog>
      )}
      {asking === 'stop' && (
        <ConfirmDialog
          title="结束实验？"
          confirm="结束"
          onCancel={() => setAsking(null)}
          onConfirm={() => {
            setAsking(null);
            actions.stop();
          }}
        >
          实验机和里面的一切都会丢掉。已经完成的步骤会记住，以后可以再启动。
        </ConfirmDialog>
      )}
    </header>
  );
}
