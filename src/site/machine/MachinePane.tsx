import { useLocation } from '@docusaurus/router';
import { useEffect, type CSSProperties, type JSX } from 'react';
import type { MachineStatus } from '../../shared/api.ts';
import { usePageLab } from '../lab/page-lab.ts';
import { startLive, useLive } from '../live/live-client.ts';
import { ObserveBeside } from '../observe/ObserveBeside.tsx';
import { useObservePrefs } from '../observe/observe-state.ts';
import { TerminalPane } from '../terminal/TerminalPane.tsx';
import { MachineBar } from './MachineBar.tsx';
import { PaneBody } from './PaneBody.tsx';
import { PaneHeader } from './PaneHeader.tsx';
import { peeking, useFolded, useMaximised, usePeeking, useWide } from './pane-state.ts';
import { Split } from './Split.tsx';
import styles from './machine.module.css';

const NONE: MachineStatus = { state: 'none' };

/**
 * The machine beside the text. It lies over the page and tells the page how much room to leave (`--matou-pane`), so that
 * the page itself keeps scrolling as Docusaurus expects: anchors, the way back, the table of contents.
 */
export function MachinePane(): JSX.Element | null {
  useEffect(startLive, []);
  const live = useLive();
  const lessonLab = usePageLab();
  const isPeeking = usePeeking();
  const wide = useWide();
  const isFolded = useFolded() && !wide;
  const observe = useObservePrefs();
  const isMaximised = useMaximised();
  const activeLab = live.session?.activeLab ?? null;
  const lab = lessonLab ?? activeLab;
  const visible = lessonLab !== null || (isPeeking && activeLab !== null);

  // Leaving for another page puts a peeked pane away again.
  const { pathname } = useLocation();
  useEffect(() => peeking.set(false), [pathname]);

  const activeStatus = activeLab === null ? NONE : (live.machines[activeLab] ?? NONE);
  if (lab === null) return null;
  const status = live.machines[lab] ?? NONE;
  const observing = observe.open && lab === activeLab && status.state === 'ready';
  const covered = observing && (observe.alone || !wide);
  // A pane that has the whole window has the room to put them side by side.
  const way = isMaximised ? 'side' : 'beside';
  return (
    <>
      <Split wide={wide} visible={visible}>
        <div className={styles.pane} inert={!visible}>
          <PaneHeader key={lab} lab={lab} status={status} wide={wide} isPeeking={lessonLab === null} />
          {live.classroom?.paused && status.state === 'ready' && (
            <p className={styles.paused} role="status">
              老师请大家先停一下：终端现在不收输入，继续以后就好。
            </p>
          )}
          <div
            className={styles.content}
            inert={isFolded}
            data-observe={observing ? (covered ? 'alone' : way) : undefined}
            style={{ '--observe': `${observe.percent}%` } as CSSProperties}
          >
            {/* Also while another lesson's start panel covers it: the terminal is never dropped by turning a page. */}
            {activeLab !== null && activeStatus.state === 'ready' && (
              <div className={styles.terminal} hidden={lab !== activeLab} inert={covered}>
                <TerminalPane key={activeStatus.machine} lab={activeLab} />
              </div>
            )}
            {observing && (
              <ObserveBeside
                key={status.machine}
                lab={lab}
                seen={visible && !isFolded}
                wide={wide}
                way={way}
              />
            )}
            {(status.state !== 'ready' || lab !== activeLab) && (
              <PaneBody key={lab} lab={lab} status={status} otherLab={activeLab !== lab ? activeLab : null} />
            )}
          </div>
        </div>
      </Split>
      {!visible && activeLab !== null && activeStatus.state !== 'none' && (
        <MachineBar lab={activeLab} status={activeStatus} />
      )}
    </>
  );
}
