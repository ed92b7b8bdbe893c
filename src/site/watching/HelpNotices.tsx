import { useState, type JSX } from 'react';
import type { Help } from '../../shared/watching.ts';
import { broadcastTerminalUrl } from '../../shared/urls.ts';
import { Dialog } from '../classroom/Dialog.tsx';
import { useCall } from '../classroom/use-call.ts';
import { answerControl } from './watch-api.ts';
import { WatchedTerminal } from './WatchedTerminal.tsx';
import common from '../classroom/classroom.module.css';
import styles from './watching.module.css';

/** What a learner has to know of those who look on; in the line of the class. */
export function HelpNotices({ help }: { help: Help }): JSX.Element {
  const { control, watched, recorded, broadcast } = help;
  return (
    <>
      <span className={styles.standing} role="status">
        {[
          ...(watched.length > 0 && control?.state !== 'given' ? ['老师在看你的终端'] : []),
          ...(recorded.length > 0 ? ['终端在录像'] : []),
        ].join(' · ')}
      </span>
      {control && <Control key={control.id} control={control} />}
      {broadcast && <Watch key={broadcast.since} classId={broadcast.class} />}
    </>
  );
}

function Control({ control }: { control: NonNullable<Help['control']> }): JSX.Element {
  const call = useCall();
  const { id, terminal, state } = control;
  const answer = (allow: boolean): void => void call.run(() => answerControl({ id, allow }));
  return (
    <span className={styles.ask} data-given={state === 'given' || undefined} role="alert">
      {state === 'asked'
        ? `老师想接手终端 ${terminal}，和你一起输入。`
        : `老师正在和你一起用终端 ${terminal}。`}
      {call.failure}
      {state === 'asked' && (
        <button
          type="button"
          className={`${common.primary} ${common.small}`}
          data-testid="control-allow"
          onClick={() => answer(true)}
        >
          同意
        </button>
      )}
      <button
        type="button"
        className={`${common.secondary} ${common.small}`}
        data-testid="control-refuse"
        onClick={() => answer(false)}
      >
        {state === 'asked' ? '不用' : '到此为止'}
      </button>
    </span>
  );
}

function Watch({ classId }: { classId: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={`${common.primary} ${common.small}`}
        data-testid="watch-broadcast"
        onClick={() => setOpen(true)}
      >
        老师在直播，看看
      </button>
      {open && (
        <Dialog title="老师的终端" shape="wide" onClose={() => setOpen(false)}>
          <div className={styles.stage} data-large>
            <WatchedTerminal
              url={broadcastTerminalUrl(classId)}
              label="老师的终端"
              waiting="正在连上老师的终端 …"
            />
          </div>
        </Dialog>
      )}
    </>
  );
}
