import { useEffect, useState, type JSX } from 'react';
import type { Broadcast } from '../../shared/watching.ts';
import { Dialog } from '../classroom/Dialog.tsx';
import { useCall } from '../classroom/use-call.ts';
import { fetchBroadcast, setBroadcast } from './watch-api.ts';
import common from '../classroom/classroom.module.css';
import styles from './watching.module.css';

const LOOK_MS = 5_000;

/** 直播: the instructor's own terminal, to everybody of the class. */
export function BroadcastButton({ classId }: { classId: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [now, setNow] = useState<Broadcast | null>(null);
  const call = useCall();
  useEffect(() => {
    let cancelled = false;
    const look = (): void =>
      void fetchBroadcast(classId).then(
        (found) => {
          if (!cancelled) setNow(found);
        },
        () => {}, // the board says that the server is away
      );
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => {
      cancelled = true;
      clearInterval(timer);
    };
  }, [classId]);
  const show = (terminal: number | null): void =>
    void call.run(async () => {
      setNow(await setBroadcast(classId, terminal));
    });
  const on = now?.on ?? null;
  return (
    <>
      <button
        type="button"
        className={`${on ? common.danger : common.secondary} ${common.small}`}
        data-testid="broadcast"
        onClick={() => setOpen(true)}
      >
        {on ? `直播中 · ${on.viewers} 人在看` : '直播我的终端'}
      </button>
      {open && (
        <Dialog title="直播我的终端" onClose={() => setOpen(false)}>
          <p>
            学员的页面上会出现“老师在直播”，点开就看到你的终端，只能看，不能输入。谁的网络慢，不拖累别人。
          </p>
          {on && (
            <p className={styles.onAir} role="status">
              正在直播终端 {on.terminal}（{on.lab}），{on.viewers} 人在看。
              <button
                type="button"
                className={`${common.danger} ${common.small}`}
                data-testid="broadcast-stop"
                aria-disabled={call.busy}
                onClick={() => show(null)}
              >
                停止直播
              </button>
            </p>
          )}
          {now?.mine.length === 0 && (
            <p>你还没有打开的终端：先在这个浏览器里打开一课，启动实验，再回到这里。</p>
          )}
          <div className={styles.tabs}>
            {now?.mine
              .filter(({ terminal }) => terminal !== on?.terminal)
              .map(({ lab, terminal }) => (
                <button
                  key={terminal}
                  type="button"
                  className={common.secondary}
                  data-testid="broadcast-start"
                  aria-disabled={call.busy}
                  onClick={() => show(terminal)}
                >
                  {on ? '改为' : '开始直播'}终端 {terminal}（{lab}）
                </button>
              ))}
          </div>
          {call.failure && (
            <p className={common.failure} role="alert">
              {call.failure}
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}
