import type { JSX } from 'react';
import type { ClassMessage } from '../../../shared/classroom.ts';
import { clock } from '../time-text.ts';
import { Dialog } from '../Dialog.tsx';
import { useReadMessages } from './read-messages.ts';
import common from '../classroom.module.css';
import styles from './member.module.css';

/** All messages of this sitting, the newest first. */
export function MessagesDialog({
  unread,
  onClose,
}: {
  unread: readonly ClassMessage[];
  onClose: () => void;
}): JSX.Element {
  const read = useReadMessages();
  const all = [...read.filter(({ id }) => unread.every((each) => each.id !== id)), ...unread]
    .sort((a, b) => a.id - b.id)
    .reverse();
  return (
    <Dialog title="老师的消息" onClose={onClose}>
      {all.length === 0 ? (
        <p className={common.minor}>还没有消息。</p>
      ) : (
        <ul className={styles.list}>
          {all.map(({ id, at, text, personal }) => (
            <li key={id}>
              <span className={common.minor}>
                {clock(at)}
                {personal ? ' · 只给你' : ' · 全班'}
              </span>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
