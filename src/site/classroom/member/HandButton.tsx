import { useId, useState, type FormEvent, type JSX } from 'react';
import { MAX_NOTE_CHARS, type LearnerClass } from '../../../shared/classroom.ts';
import { setHand } from '../class-api.ts';
import { Dialog } from '../Dialog.tsx';
import { useCall } from '../use-call.ts';
import { HandIcon } from '../Icons.tsx';
import common from '../classroom.module.css';
import styles from './member.module.css';

/** 举手: with a word or without. Up, it says how many are before. */
export function HandButton({ hand }: { hand: LearnerClass['hand'] }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const lower = useCall();
  if (hand)
    return (
      <span className={styles.hand}>
        <span role="status">已举手 · {hand.ahead === 0 ? '下一个就是你' : `前面还有 ${hand.ahead} 位`}</span>
        <button
          type="button"
          className={styles.barButton}
          aria-disabled={lower.busy}
          data-testid="lower-hand"
          onClick={() => void lower.run(() => setHand({ raised: false }))}
        >
          放下
        </button>
      </span>
    );
  return (
    <>
      <button
        type="button"
        className={styles.barButton}
        data-strong
        data-testid="raise-hand"
        onClick={() => setAsking(true)}
      >
        <HandIcon /> 举手
      </button>
      {asking && <HandDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function HandDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const id = useId();
  const [note, setNote] = useState('');
  const call = useCall();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void call.run(() => setHand({ raised: true, note: note.trim() })).then((done) => done && onClose());
  };
  return (
    <Dialog title="举手" onClose={onClose}>
      <form onSubmit={submit}>
        <div className={common.field}>
          <label htmlFor={id}>想问什么？</label>
          <textarea
            id={id}
            value={note}
            maxLength={MAX_NOTE_CHARS}
            placeholder="可以不写"
            autoFocus
            data-testid="hand-note"
            onChange={(event) => setNote(event.target.value)}
          />
          <span className={common.minor}>
            只有老师看得到。你在哪一步、查到了什么，老师也看得到，不用再写。
          </span>
        </div>
        {call.failure && (
          <p className={common.failure} role="alert">
            {call.failure}
          </p>
        )}
        <div className={common.buttons} data-end>
          <button type="button" className={common.secondary} onClick={onClose}>
            取消
          </button>
          <button
            type="submit"
            className={common.primary}
            aria-disabled={call.busy}
            data-testid="raise-hand-now"
          >
            举手
          </button>
        </div>
      </form>
    </Dialog>
  );
}
