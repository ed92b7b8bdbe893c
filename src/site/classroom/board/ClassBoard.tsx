import { useEffect, useState, type JSX } from 'react';
import { BoardHeader } from './BoardHeader.tsx';
import { useBoard } from './board-client.ts';
import type { BoardState } from './board-state.ts';
import { useBoardSettings } from './board-settings.ts';
import { busiestLab, nameOf } from './board-view.ts';
import { extras } from './extras.ts';
import { LearnerDrawer } from './LearnerDrawer.tsx';
import { OverviewTable } from './OverviewTable.tsx';
import { SidePanels } from './SidePanels.tsx';
import { StepBoard } from './StepBoard.tsx';
import { useNow } from '../use-now.ts';
import common from '../classroom.module.css';
import styles from './board.module.css';

interface ClassBoardProps {
  readonly classId: string;
  readonly addresses: readonly string[];
  /** Back to the list of classes; null where there is only this one. */
  readonly onLeave: (() => void) | null;
}

/** The instructor's board of one class, live. */
export function ClassBoard({ classId, addresses, onLeave }: ClassBoardProps): JSX.Element {
  const { state, connection } = useBoard(classId);
  const { big } = useBoardSettings();
  // The whole window is the board's.
  useEffect(() => {
    document.documentElement.setAttribute('data-board', big ? 'big' : '');
    return () => document.documentElement.removeAttribute('data-board');
  }, [big]);
  if (!state)
    return (
      <main className={styles.waiting}>
        {connection === 'refused' ? (
          <p role="alert">打不开这个班的看板：没有这个班，或者你的讲师链接已经换过了。</p>
        ) : (
          <p role="status">正在连接看板…</p>
        )}
        {onLeave && (
          <button type="button" className={common.secondary} onClick={onLeave}>
            回到班级列表
          </button>
        )}
      </main>
    );
  return (
    <Board
      classId={classId}
      state={state}
      away={connection !== 'online'}
      addresses={addresses}
      onLeave={onLeave}
    />
  );
}

interface BoardProps extends ClassBoardProps {
  readonly state: BoardState;
  readonly away: boolean;
}

type View = 'steps' | 'overview' | 'wall';

/** Durations are in minutes. */
const TICK_MS = 10_000;

function Board({ classId, state, away, addresses, onLeave }: BoardProps): JSX.Element {
  const { hideNames, big } = useBoardSettings();
  const nowMs = useNow(TICK_MS) + state.aheadMs;
  const [view, setView] = useState<View>('steps');
  const [picked, setPicked] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const lab = useLabToShow(state, picked);
  const showLab = (id: string): void => {
    setPicked(id);
    setView('steps');
  };
  const names = new Map(
    Object.values(state.members).map((member) => [member.member, nameOf(member, hideNames)]),
  );
  const opened = open === null ? undefined : state.members[open];
  const Wall = extras.wall;
  const views: readonly (readonly [View, string])[] = [
    ['steps', '步骤'],
    ['overview', '总览'],
    ...(Wall ? ([['wall', '终端墙']] as const) : []),
  ];
  return (
    <main className={styles.board} data-big={big || undefined}>
      <BoardHeader
        classId={classId}
        state={state}
        away={away}
        lab={lab}
        addresses={addresses}
        onLeave={onLeave}
      >
        <div className={styles.views} role="group" aria-label="看什么">
          {views.map(([id, text]) => (
            <button key={id} type="button" aria-pressed={view === id} onClick={() => setView(id)}>
              {text}
            </button>
          ))}
        </div>
      </BoardHeader>
      <div className={styles.columns} data-wall={view === 'wall' || undefined}>
        <section className={styles.main} aria-label={views.find(([id]) => id === view)?.[1]}>
          {view === 'steps' && (
            <StepBoard state={state} lab={lab} nowMs={nowMs} onPick={setPicked} onOpen={setOpen} />
          )}
          {view === 'overview' && (
            <OverviewTable state={state} hidden={hideNames} onLab={showLab} onOpen={setOpen} />
          )}
          {view === 'wall' && Wall && <Wall classId={classId} names={names} onOpen={setOpen} />}
        </section>
        <SidePanels classId={classId} state={state} nowMs={nowMs} onOpen={setOpen} onLab={showLab} />
      </div>
      {opened && (
        <LearnerDrawer
          key={opened.member}
          classId={classId}
          state={state}
          member={opened}
          name={names.get(opened.member) ?? ''}
          nowMs={nowMs}
          onClose={() => setOpen(null)}
        />
      )}
    </main>
  );
}

/** The picked lab; else where most learners are, and then that one for as long as anybody is there. */
function useLabToShow(state: BoardState, picked: string | null): string | undefined {
  const [last, setLast] = useState<string | undefined>(undefined);
  const lab = picked ?? busiestLab(state, last);
  if (picked === null && lab !== last) setLast(lab);
  return lab;
}
