import Link from '@docusaurus/Link';
import { useState, type JSX } from 'react';
import type { Joined } from '../../../shared/classroom.ts';
import { restartLive, retryLive, useLive } from '../../live/live-client.ts';
import { leaveClass } from '../class-api.ts';
import { useCall } from '../use-call.ts';
import { useFirstLesson } from './first-lesson.ts';
import { JoinForm } from './JoinForm.tsx';
import { Welcome } from './Welcome.tsx';
import common from '../classroom.module.css';
import styles from './join.module.css';

/** 加入班级: from a code to the course. */
export function JoinPage(): JSX.Element {
  const live = useLive();
  const [joined, setJoined] = useState<Joined | null>(null);
  // Somebody else at a computer that has joined: the form, though this browser is in a class.
  const [another, setAnother] = useState(false);
  const classroom = live.session?.classroom;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        {joined ? (
          <Welcome joined={joined} />
        ) : live.server === 'absent' ? (
          <NoClass>
            <p>这里没有实验服务，也就没有班级。请用老师给的地址打开这一页。</p>
            <button type="button" className={common.secondary} onClick={retryLive}>
              再试一次
            </button>
          </NoClass>
        ) : classroom === undefined ? (
          <p role="status">正在连接…</p>
        ) : classroom === 'off' ? (
          <NoClass>
            <p>这份课程没有开班，不用加入：打开一课，直接启动实验就行。</p>
            <p className={common.minor}>要开班的老师：用 npm start -- --class 启动。</p>
          </NoClass>
        ) : classroom === 'joined' && !another ? (
          <AlreadyIn onAnother={() => setAnother(true)} />
        ) : (
          <JoinForm
            onJoined={(result) => {
              setJoined(result);
              // The cookie is a new one: everything that the page knows is asked for again.
              restartLive();
            }}
          />
        )}
      </div>
    </main>
  );
}

function NoClass({ children }: { children: React.ReactNode }): JSX.Element {
  return (
    <>
      <h1>加入班级</h1>
      {children}
      <p className={common.buttons}>
        <Link className={common.primary} to="/docs/intro">
          去看课文
        </Link>
      </p>
    </>
  );
}

function AlreadyIn({ onAnother }: { onAnother: () => void }): JSX.Element {
  const { classroom } = useLive();
  const first = useFirstLesson();
  const call = useCall();
  return (
    <>
      <h1>你已经在班里了</h1>
      {classroom && (
        <p>
          班级：<strong>{classroom.title}</strong>
          <br />
          名字：<strong>{classroom.name}</strong>
        </p>
      )}
      <p className={common.buttons}>
        <Link className={common.primary} to={first}>
          去上课
        </Link>
        <button
          type="button"
          className={common.secondary}
          aria-disabled={call.busy}
          onClick={() =>
            void call.run(async () => {
              await leaveClass();
              onAnother();
              restartLive();
            })
          }
        >
          不是我，换人
        </button>
      </p>
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
      <p className={common.minor}>
        换人只是让这台电脑忘掉你。要回来，得用你自己的回归码：先在课文上方点自己的名字，把它记下。
      </p>
    </>
  );
}
