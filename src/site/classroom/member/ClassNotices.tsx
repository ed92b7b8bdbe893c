import { useHistory, useLocation } from '@docusaurus/router';
import { useEffect, useState, type JSX } from 'react';
import type { ClassMessage, LearnerClass } from '../../../shared/classroom.ts';
import { useLabs, useLessons } from '../../lab/page-lab.ts';
import { useLive } from '../../live/live-client.ts';
import { ConfirmDialog } from '../../machine/ConfirmDialog.tsx';
import { useMachineActions } from '../../machine/use-machine-actions.ts';
import { markSeen } from '../class-api.ts';
import { clock } from '../time-text.ts';
import { useCall } from '../use-call.ts';
import { keepMessage, load } from './read-messages.ts';
import styles from './member.module.css';

/** More would cover the text. */
const AT_MOST = 2;

/** What the instructor says, on whatever page one is. Stays until it is put away: a toast that goes by itself is missed. */
export function ClassNotices(): JSX.Element | null {
  const { classroom } = useLive();
  useEffect(load, []);
  if (!classroom) return null;
  const { messages, goTo } = classroom;
  const newest = messages.slice(-AT_MOST).reverse();
  const hidden = messages.length - newest.length;
  return (
    <div className={styles.notes} role="log" aria-live="polite" aria-label="老师的消息" data-not-text>
      {goTo && <GoTo key={goTo.id} goTo={goTo} />}
      {newest.map((message) => (
        <Note key={message.id} message={message} />
      ))}
      {hidden > 0 && <p className={styles.more}>还有 {hidden} 条更早的，在“消息”里。</p>}
    </div>
  );
}

function Note({ message }: { message: ClassMessage }): JSX.Element {
  const call = useCall();
  const { id, at, text, personal } = message;
  return (
    <div className={styles.note} data-testid="class-message">
      <p className={styles.noteHead}>
        老师{personal ? '对你说' : '对全班说'} · {clock(at)}
      </p>
      <p className={styles.noteText}>{text}</p>
      {call.failure && (
        <p className={styles.failure} role="alert">
          {call.failure}
        </p>
      )}
      <div className={styles.noteButtons}>
        <button
          type="button"
          className={styles.barButton}
          aria-disabled={call.busy}
          onClick={() =>
            void call.run(async () => {
              keepMessage(message);
              await markSeen({ what: 'message', id });
            })
          }
        >
          知道了
        </button>
      </div>
    </div>
  );
}

/** 老师请大家到第 k 步: one button that leads to the text, one that makes the machine be there too. */
function GoTo({ goTo }: { goTo: NonNullable<LearnerClass['goTo']> }): JSX.Element {
  const labs = useLabs();
  const lessons = useLessons();
  const live = useLive();
  const history = useHistory();
  const { pathname } = useLocation();
  const actions = useMachineActions(goTo.lab);
  const seen = useCall();
  const [asking, setAsking] = useState(false);
  const lab = labs[goTo.lab];
  const index = lab?.steps.findIndex(({ id }) => id === goTo.step) ?? -1;
  const active = live.session?.activeLab ?? null;
  const replaced = actions.replaces ?? active;
  const lesson = lessons[goTo.lab];

  const read = (): void => {
    if (lesson !== undefined && lesson !== pathname) history.push(`${lesson}#step-${goTo.step}`);
    else document.getElementById(`step-${goTo.step}`)?.scrollIntoView({ block: 'start' });
  };
  const begin = (): void => {
    setAsking(false);
    if (active === goTo.lab) actions.reset(goTo.step);
    else actions.start(active !== null || actions.replaces !== null, goTo.step);
    read();
  };
  return (
    <div className={styles.note} data-strong data-testid="go-to">
      <p className={styles.noteHead}>老师请大家到这一步 · {clock(goTo.at)}</p>
      <p className={styles.noteText}>
        {lab && index >= 0 ? (
          <>
            {lab.title} · 第 {index + 1} 步：<strong>{lab.steps[index]!.title}</strong>
          </>
        ) : (
          `${goTo.lab} · ${goTo.step}`
        )}
      </p>
      {(actions.failure ?? seen.failure) && (
        <p className={styles.failure} role="alert">
          {actions.failure ?? seen.failure}
        </p>
      )}
      <div className={styles.noteButtons}>
        <button
          type="button"
          className={styles.barButton}
          data-strong
          data-testid="go-to-begin"
          aria-disabled={actions.busy}
          onClick={() => {
            if (actions.busy) return;
            if (active === null) begin();
            else setAsking(true);
          }}
        >
          从这一步开始
        </button>
        <button type="button" className={styles.barButton} onClick={read}>
          只看课文
        </button>
        <button
          type="button"
          className={styles.barButton}
          aria-disabled={seen.busy}
          onClick={() => void seen.run(() => markSeen({ what: 'go-to', id: goTo.id }))}
        >
          知道了
        </button>
      </div>
      {(asking || actions.replaces !== null) && (
        <ConfirmDialog
          title="换一台实验机？"
          confirm="从这一步开始"
          onCancel={() => {
            setAsking(false);
            actions.dismiss();
          }}
          onConfirm={begin}
        >
          {replaced === goTo.lab ? '现在的实验机' : `“${labs[replaced ?? '']?.title ?? replaced}”的实验机`}
          和里面的一切都会丢掉。新的一台会先用参考解法做完前面的步骤，你就从这一步接着做；已经完成的步骤不受影响。
        </ConfirmDialog>
      )}
    </div>
  );
}
