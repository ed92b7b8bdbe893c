import type { JSX, ReactNode } from 'react';
import { RichText } from '../../lab/RichText.tsx';
import { act } from '../class-api.ts';
import { HandIcon } from '../Icons.tsx';
import { useCall } from '../use-call.ts';
import { useBoardSettings } from './board-settings.ts';
import type { BoardState } from './board-state.ts';
import { viewHands, viewHot, viewStuck, type HandView, type HotView, type StuckView } from './class-view.ts';
import common from '../classroom.module.css';
import styles from './panels.module.css';

interface SidePanelsProps {
  readonly classId: string;
  readonly state: BoardState;
  readonly nowMs: number;
  readonly onOpen: (member: string) => void;
  readonly onLab: (lab: string) => void;
}

/** Who asks, where the class is stuck, who is stuck: what an instructor acts on. */
export function SidePanels({ classId, state, nowMs, onOpen, onLab }: SidePanelsProps): JSX.Element {
  const { hideNames } = useBoardSettings();
  const options = { hidden: hideNames, nowMs };
  const hands = viewHands(state, options);
  const hot = viewHot(state, hideNames);
  const stuck = viewStuck(state, options);
  return (
    <aside className={styles.panels} aria-label="要留意的">
      <Panel title="举手" count={hands.length} live testId="hands" empty="没有人举手。">
        <ol>
          {hands.map((hand) => (
            <Hand key={hand.member} classId={classId} hand={hand} onOpen={onOpen} />
          ))}
        </ol>
      </Panel>
      <Panel title="班级卡在哪里" count={hot.length} testId="hot" empty="没有大家都过不去的检查。">
        <ol>
          {hot.map((each) => (
            <Hot key={each.key} hot={each} onLab={onLab} />
          ))}
        </ol>
      </Panel>
      <Panel title="谁卡住了" count={stuck.length} testId="stuck" empty="没有人卡住。">
        <ol>
          {stuck.map((each) => (
            <Stuck key={each.member} stuck={each} onOpen={onOpen} />
          ))}
        </ol>
      </Panel>
    </aside>
  );
}

interface PanelProps {
  readonly title: string;
  readonly count: number;
  readonly empty: string;
  readonly testId: string;
  readonly live?: boolean;
  readonly children: ReactNode;
}

function Panel({ title, count, empty, testId, live, children }: PanelProps): JSX.Element {
  return (
    <section className={styles.panel} data-testid={testId} data-some={count > 0 || undefined}>
      <h2>
        {title} <b>{count > 0 ? count : ''}</b>
      </h2>
      {live && (
        <span className={common.srOnly} role="status">
          {count > 0 ? `${count} 人举手` : ''}
        </span>
      )}
      {count === 0 ? <p className={styles.none}>{empty}</p> : children}
    </section>
  );
}

function Hand({
  classId,
  hand,
  onOpen,
}: {
  classId: string;
  hand: HandView;
  onOpen: (member: string) => void;
}): JSX.Element {
  const call = useCall();
  return (
    <li className={styles.item}>
      <div className={styles.line}>
        <button type="button" className={styles.who} onClick={() => onOpen(hand.member)}>
          <HandIcon /> {hand.name}
        </button>
        <span className={styles.wait}>{hand.waited}</span>
        <button
          type="button"
          className={`${common.secondary} ${common.small}`}
          aria-disabled={call.busy}
          aria-label={`${hand.name} 的举手已处理`}
          data-testid={`handled-${hand.name}`}
          onClick={() => void call.run(() => act(classId, { type: 'lower-hand', member: hand.member }))}
        >
          已处理
        </button>
      </div>
      {hand.note !== '' && <p className={styles.note}>{hand.note}</p>}
      {hand.where !== '' && <p className={styles.where}>{hand.where}</p>}
      {call.failure && (
        <p className={common.failure} role="alert">
          {call.failure}
        </p>
      )}
    </li>
  );
}

const NAMES_SHOWN = 6;

function Hot({ hot, onLab }: { hot: HotView; onLab: (lab: string) => void }): JSX.Element {
  const { names, members, share, stepNumber, stepTitle, labTitle, text, failures } = hot;
  return (
    <li className={styles.item}>
      <div className={styles.line}>
        <span className={styles.hotCount}>
          <b>{members.length}</b> 人
        </span>
        <button type="button" className={styles.who} title={labTitle} onClick={() => onLab(hot.lab)}>
          第 {stepNumber} 步 · {stepTitle}
        </button>
      </div>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <p className={styles.note}>
        <RichText text={text} />
      </p>
      <p className={styles.where}>
        {names.slice(0, NAMES_SHOWN).join('、')}
        {names.length > NAMES_SHOWN && ` 等 ${names.length} 人`}
        {failures > 0 && ` · 一共没通过 ${failures} 次`}
      </p>
    </li>
  );
}

function Stuck({ stuck, onOpen }: { stuck: StuckView; onOpen: (member: string) => void }): JSX.Element {
  return (
    <li className={styles.item}>
      <div className={styles.line}>
        <button type="button" className={styles.who} onClick={() => onOpen(stuck.member)}>
          {stuck.name}
        </button>
        <span className={styles.wait}>{stuck.waited}</span>
      </div>
      <p className={styles.where}>
        {stuck.where} · {stuck.kind === 'failing' ? '一再没通过' : '没有进展'}
      </p>
      {stuck.reason !== '' && (
        <p className={styles.note}>
          <RichText text={stuck.reason} />
        </p>
      )}
    </li>
  );
}
