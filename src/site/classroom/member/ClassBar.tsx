import Link from '@docusaurus/Link';
import { useEffect, useState, type JSX } from 'react';
import type { LearnerClass } from '../../../shared/classroom.ts';
import { JOIN_PAGE } from '../../../shared/urls.ts';
import { useLive } from '../../live/live-client.ts';
import { clock, countdown } from '../time-text.ts';
import { useNow } from '../use-now.ts';
import { HandButton } from './HandButton.tsx';
import { MembershipDialog } from './MembershipDialog.tsx';
import { MessagesDialog } from './MessagesDialog.tsx';
import { HelpNotices } from '../../watching/HelpNotices.tsx';
import styles from './member.module.css';

/** The line above a lesson, in a class only: where one is, and how to ask for help. */
export function ClassBar(): JSX.Element | null {
  const { session, classroom } = useLive();
  const shown = classroom !== null || session?.classroom === 'outside';
  // What is jumped to must not end up below the line.
  useEffect(() => {
    document.documentElement.toggleAttribute('data-class', shown);
    return () => document.documentElement.removeAttribute('data-class');
  }, [shown]);
  if (classroom) return <MemberBar classroom={classroom} />;
  if (!shown) return null;
  return (
    <aside className={styles.bar} aria-label="班级" data-not-text>
      <span className={styles.name}>这里在上课，你还没有加入。</span>
      <Link className={styles.barButton} to={JOIN_PAGE}>
        加入班级
      </Link>
    </aside>
  );
}

function MemberBar({ classroom }: { classroom: LearnerClass }): JSX.Element {
  const [open, setOpen] = useState<'me' | 'messages' | null>(null);
  const { messages } = classroom;
  return (
    <aside className={styles.bar} aria-label="班级" data-testid="class-bar" data-not-text>
      <button type="button" className={styles.me} onClick={() => setOpen('me')}>
        <span className={styles.title}>{classroom.title}</span>
        <span className={styles.name}>{classroom.name}</span>
      </button>
      <Standing classroom={classroom} />
      <HelpNotices help={classroom.help} />
      <button type="button" className={styles.barButton} onClick={() => setOpen('messages')}>
        消息
        {messages.length > 0 && (
          <span className={styles.count}>
            {messages.length}
            <span className={styles.srOnly}> 条未读</span>
          </span>
        )}
      </button>
      {classroom.state === 'open' && <HandButton hand={classroom.hand} />}
      {open === 'me' && <MembershipDialog classroom={classroom} onClose={() => setOpen(null)} />}
      {open === 'messages' && <MessagesDialog unread={messages} onClose={() => setOpen(null)} />}
    </aside>
  );
}

const SOON_MS = 5 * 60_000;

/** Paused, over, or how long there is still; said aloud when it changes, not each second. */
function Standing({ classroom }: { classroom: LearnerClass }): JSX.Element | null {
  const { state, paused, closesAt } = classroom;
  const now = useNow(1_000);
  const left = closesAt === null ? Infinity : Date.parse(closesAt) - now;
  const [text, spoken, tone] =
    state === 'closed'
      ? ['已结束', '这个班结束了。做完的步骤都在。', 'over']
      : left <= 0
        ? ['时间到了', '时间到了，不能再启动实验。', 'over']
        : paused
          ? ['先停一下', '老师请大家先停一下，终端暂时不收输入。', 'paused']
          : closesAt === null
            ? [null, '', 'plain']
            : left <= SOON_MS
              ? [`还剩 ${countdown(left)}`, '还剩不到五分钟。', 'soon']
              : [`${clock(closesAt)} 截止 · 还有 ${countdown(left)}`, '', 'plain'];
  return (
    <>
      <span className={styles.srOnly} role="status">
        {spoken}
      </span>
      {text !== null && (
        <span className={styles.standing} data-tone={tone} title={spoken || undefined}>
          {text}
        </span>
      )}
    </>
  );
}
