import Link from '@docusaurus/Link';
import { useEffect, useRef, type JSX } from 'react';
import { showCode, type Joined } from '../../../shared/classroom.ts';
import { CopyButton } from '../CopyButton.tsx';
import { useFirstLesson } from './first-lesson.ts';
import common from '../classroom.module.css';
import styles from './join.module.css';

/** Joined: the personal code is shown this once, so it comes before the way on. */
export function Welcome({ joined: { title, name, rejoin } }: { joined: Joined }): JSX.Element {
  const first = useFirstLesson();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className={styles.heading} data-testid="welcome">
        {name}，你在班里了
      </h1>
      <p>
        班级：<strong>{title}</strong>
      </p>
      {rejoin !== null && (
        <section className={styles.rejoin} aria-label="你的回归码">
          <p>
            <strong>记下你的回归码。</strong>
            换了电脑、换了浏览器，凭它回来还是你，做完的步骤都在。它只显示这一次，别给别人。
          </p>
          <p className={styles.bigCode} data-testid="rejoin-code">
            {showCode(rejoin)}
          </p>
          <p className={`${common.buttons} ${styles.notOnPaper}`}>
            <CopyButton text={showCode(rejoin)}>复制</CopyButton>
            <button type="button" className={common.secondary} onClick={() => window.print()}>
              打印
            </button>
          </p>
          <p className={styles.onPaper}>
            {name} · {title} · {window.location.origin}/join
          </p>
        </section>
      )}
      <p className={`${common.buttons} ${styles.notOnPaper}`}>
        <Link className={`${common.primary} ${styles.go}`} to={first} data-testid="to-course">
          {rejoin === null ? '去上课' : '记好了，去上课'}
        </Link>
      </p>
    </>
  );
}
