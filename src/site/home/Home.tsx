import Link from '@docusaurus/Link';
import type { JSX } from 'react';
import { useLabs } from '../lab/page-lab.ts';
import { useLive } from '../live/live-client.ts';
import { stepKey } from '../live/live-state.ts';
import { CHAPTERS, type Chapter } from './chapters.ts';
import { Harbour } from './Harbour.tsx';
import styles from './home.module.css';

export function Home(): JSX.Element {
  return (
    <main className={styles.home}>
      <header className={styles.hero}>
        <div className={styles.words}>
          <p className={styles.kicker}>容器技术 · 中文交互课程</p>
          <h1>码头</h1>
          <p className={styles.lead}>从一个容器开始，把容器技术看到底。</p>
          <p className={styles.about}>
            左边读课文，右边是一台只属于你的实验机，里面运行着真正的
            Docker。命令当场就能试，做成了，步骤自己变绿。
          </p>
          <p className={styles.buttons}>
            <Link className={styles.go} to="/docs/ch4-images/first-container">
              开始第一个容器
            </Link>
            <Link className={styles.how} to="/docs/intro">
              怎么用这门课
            </Link>
          </p>
        </div>
        <Harbour />
      </header>

      <section className={styles.yard} aria-labelledby="chapters">
        <h2 id="chapters">八章</h2>
        <ol className={styles.stack}>
          {CHAPTERS.map((chapter) => (
            <li key={chapter.number}>
              <ChapterBox chapter={chapter} />
            </li>
          ))}
        </ol>
      </section>

      <section className={styles.promises} aria-label="这门课的做法">
        <div>
          <h3>真机器</h3>
          <p>每台实验机都有自己的 Docker 守护进程，不是模拟的终端。用完即弃，弄坏了就换一台。</p>
        </div>
        <div>
          <h3>看状态，不看答案</h3>
          <p>检查的是容器、镜像和文件的真实状态。换一种写法做成了，一样算完成。</p>
        </div>
        <div>
          <h3>不靠互联网</h3>
          <p>课文、镜像和仓库都在你的机器上。断了网，课照样上。</p>
        </div>
      </section>
    </main>
  );
}

function ChapterBox({ chapter }: { chapter: Chapter }): JSX.Element {
  const { steps, passed, minutes } = useChapter(chapter);
  const inside = (
    <>
      <span className={styles.number} aria-hidden="true">
        {chapter.number}
      </span>
      <span className={styles.chapterTitle}>{chapter.title}</span>
      <span className={styles.chapterAbout}>{chapter.about}</span>
      {!chapter.to && <span className={styles.unwritten}>在写</span>}
      {steps > 0 && (
        <span className={styles.chapterState}>
          <progress value={passed} max={steps} aria-label={`${chapter.title}：完成的步骤`} />
          <span>
            {passed > 0 ? `完成 ${passed} / ${steps} 步` : `${steps} 步`}
            {minutes > 0 && ` · 约 ${minutes} 分钟`}
          </span>
        </span>
      )}
    </>
  );
  return chapter.to ? (
    <Link className={styles.box} to={chapter.to} data-open>
      {inside}
    </Link>
  ) : (
    <div className={styles.box}>{inside}</div>
  );
}

/** Steps of the chapter's labs, how many of them this learner has passed, and the time they take, where the labs say so. */
function useChapter({ labs: folder }: Chapter): { steps: number; passed: number; minutes: number } {
  const labs = Object.values(useLabs()).filter(({ id }) => id.startsWith(`${folder}/`));
  const { progress } = useLive();
  const keys = labs.flatMap(({ id, steps }) => steps.map((step) => stepKey(id, step.id)));
  return {
    steps: keys.length,
    passed: keys.filter((key) => progress[key]?.passedAt).length,
    minutes: labs.reduce((sum, lab) => sum + (lab.minutes ?? 0), 0),
  };
}
