import Link from '@docusaurus/Link';
import { useEffect, useRef, type JSX, type ReactNode } from 'react';
import type { MachineStatus } from '../../shared/api.ts';
import { JOIN_PAGE } from '../../shared/urls.ts';
import { closedFor, type Closed } from '../classroom/member/class-gate.ts';
import { useNow } from '../classroom/use-now.ts';
import { useLabs } from '../lab/page-lab.ts';
import { retryLive, useLive } from '../live/live-client.ts';
import { useStore } from '../live/store.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { startCalls } from './pane-state.ts';
import { useMachineActions, type MachineActions } from './use-machine-actions.ts';
import styles from './machine.module.css';

interface PaneBodyProps {
  readonly lab: string;
  readonly status: MachineStatus;
  /** A machine of another lab is running. */
  readonly otherLab: string | null;
}

/** What stands where the terminal will be. */
export function PaneBody({ lab, status, otherLab }: PaneBodyProps): JSX.Element {
  const labs = useLabs();
  const live = useLive();
  const { server } = live;
  const now = useNow(5_000);
  const actions = useMachineActions(lab);
  const titleOf = (id: string): string => labs[id]?.title ?? id;
  if (server === 'absent') return <NoServer />;
  return (
    <div className={styles.body}>
      <StatusBody
        status={status}
        actions={actions}
        connecting={server === 'connecting'}
        closed={closedFor(live, lab, now)}
      >
        {otherLab !== null && <p>“{titleOf(otherLab)}”的实验机还开着；同时只能有一台。</p>}
      </StatusBody>
      {actions.failure && (
        <p className={styles.failure} role="alert">
          {actions.failure}
        </p>
      )}
      {actions.replaces !== null && (
        <ConfirmDialog
          title="换一台实验机？"
          confirm="结束那一台，启动这一课的"
          onCancel={actions.dismiss}
          onConfirm={() => actions.start(true)}
        >
          “{titleOf(actions.replaces)}
          ”的实验机还开着。启动这一课的实验，那一台和里面的一切就会丢掉；已经完成的步骤不受影响。
        </ConfirmDialog>
      )}
    </div>
  );
}

interface StatusBodyProps {
  readonly status: MachineStatus;
  readonly actions: MachineActions;
  readonly connecting: boolean;
  /** In a class: why nothing can be started now. */
  readonly closed: Closed | null;
  readonly children: ReactNode;
}

function StatusBody({ status, actions, connecting, closed, children }: StatusBodyProps): JSX.Element | null {
  const start = (text: string): JSX.Element => (
    <StartButton busy={actions.busy || connecting} onStart={() => actions.start()}>
      {actions.busy ? '正在请求…' : text}
    </StartButton>
  );
  switch (status.state) {
    case 'none':
      return closed ? (
        <ClosedBody closed={closed} />
      ) : (
        <>
          <h2>一台你自己的实验机</h2>
          <p>一台只属于你的 Linux，里面运行着它自己的 Docker。随便试；弄坏了，重置就是一台新的。</p>
          {children}
          {start('启动实验')}
        </>
      );
    case 'queued':
      return (
        <>
          <h2>正在排队</h2>
          <p role="status">
            {status.position === 1 ? '下一台就是你的。' : `你前面还有 ${status.position - 1} 位。`}
            轮到时会自动启动，不用守着。
          </p>
        </>
      );
    case 'starting': {
      const percent = Math.min(100, Math.round((status.done / status.total) * 100));
      return (
        <>
          <h2>正在启动实验机</h2>
          <div
            className={styles.progress}
            role="progressbar"
            aria-label="启动进度"
            aria-valuemin={0}
            aria-valuemax={status.total}
            aria-valuenow={status.done}
            aria-valuetext={status.step}
          >
            <span style={{ width: `${percent}%` }} />
          </div>
          <p role="status">{status.step}</p>
        </>
      );
    }
    case 'expired':
      return (
        <>
          <h2>实验机到期了</h2>
          <p>
            {status.overtime ? '这节课给它的时间用完了' : '它闲了太久'}
            ，已经收回。完成的步骤都记着；再启动就是一台新的。
          </p>
          {closed ? <p>{closed.text}</p> : start('重新启动')}
        </>
      );
    case 'failed':
      return (
        <>
          <h2>{status.ran ? '实验机停下来了' : '实验机没能启动'}</h2>
          <p>{status.reason}</p>
          <p>{status.next}</p>
          {start(status.ran ? '重新启动' : '再试一次')}
        </>
      );
    // Another lab's terminal is on; this lab's own would have no body.
    case 'ready':
      return null;
  }
}

function ClosedBody({ closed: { title, text, join } }: { closed: Closed }): JSX.Element {
  return (
    <>
      <h2>{title}</h2>
      <p role="status">{text}</p>
      {join && (
        <Link className={styles.start} to={JOIN_PAGE} data-testid="join-first">
          加入班级
        </Link>
      )}
    </>
  );
}

function StartButton({
  busy,
  onStart,
  children,
}: {
  busy: boolean;
  onStart: () => void;
  children: ReactNode;
}): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const calls = useStore(startCalls, 0);
  const seen = useRef(calls);
  useEffect(() => {
    if (seen.current === calls) return;
    seen.current = calls;
    button.current?.focus();
  }, [calls]);
  return (
    <>
      <button
        ref={button}
        // A new key restarts the animation that points at it.
        key={calls}
        type="button"
        className={styles.start}
        data-called={calls > 0}
        data-testid="start-lab"
        disabled={busy}
        onClick={onStart}
      >
        {children}
      </button>
      <span className={styles.srOnly} role="status">
        {calls > 0 ? '还没有实验机：先按启动实验。' : ''}
      </span>
    </>
  );
}

function NoServer(): JSX.Element {
  return (
    <div className={styles.body}>
      <h2>这里只有课文</h2>
      <p>实验要在你自己的机器上运行。在课程的目录里运行下面这条命令，再打开它最后打印的地址：</p>
      <pre className={styles.command}>
        <code>npm start</code>
      </pre>
      <button type="button" className={styles.secondary} onClick={retryLive}>
        再试一次
      </button>
    </div>
  );
}
