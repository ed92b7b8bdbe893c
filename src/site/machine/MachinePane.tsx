import { useLocation } from '@docusaurus/router';
import { useEffect, useLayoutEffect, useMemo, useRef, type JSX } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import type { MachineStatus } from '../../shared/api.ts';
import { usePageLab } from '../lab/page-lab.ts';
import { startLive, useLive } from '../live/live-client.ts';
import { TerminalView } from '../terminal/TerminalView.tsx';
import { MachineBar } from './MachineBar.tsx';
import { PaneBody } from './PaneBody.tsx';
import { PaneHeader } from './PaneHeader.tsx';
import { folded, peeking, useFolded, usePeeking, useWide } from './pane-state.ts';
import styles from './machine.module.css';

const NONE: MachineStatus = { state: 'none' };
const BAR_PX = 52;

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
  const activeLab = live.session?.activeLab ?? null;
  const lab = lessonLab ?? activeLab;
  const visible = lessonLab !== null || (isPeeking && activeLab !== null);

  // Leaving for another page puts a peeked pane away again.
  const { pathname } = useLocation();
  useEffect(() => peeking.set(false), [pathname]);

  const activeStatus = activeLab === null ? NONE : (live.machines[activeLab] ?? NONE);
  if (lab === null) return null;
  const status = live.machines[lab] ?? NONE;
  return (
    <>
      <Split wide={wide} visible={visible}>
        <div className={styles.pane} inert={!visible}>
          <PaneHeader key={lab} lab={lab} status={status} wide={wide} isPeeking={lessonLab === null} />
          <div className={styles.content} inert={isFolded}>
            {/* Also while another lesson's start panel covers it: the terminal is never dropped by turning a page. */}
            {activeLab !== null && activeStatus.state === 'ready' && (
              <div className={styles.terminal} hidden={lab !== activeLab}>
                <TerminalView key={activeStatus.machine} lab={activeLab} terminal={1} />
              </div>
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

/** The draggable split. Stays mounted when it turns or hides: what is in it must not be mounted anew. */
function Split({
  wide,
  visible,
  children,
}: {
  wide: boolean;
  visible: boolean;
  children: JSX.Element;
}): JSX.Element {
  const panel = usePanelRef();
  const isFolded = useFolded();
  const room = useRef(0);
  const way = wide ? 'side' : 'drawer';
  const ids = useMemo(() => ['text', 'machine'], []);
  const saved = useDefaultLayout({ id: `matou-${way}`, panelIds: ids, onlySaveAfterUserInteractions: true });

  const leaveRoom = (): void => {
    const style = document.documentElement.style;
    style.setProperty('--matou-pane', wide && visible ? `${room.current}px` : '0px');
    style.setProperty('--matou-drawer', !wide && visible ? `${room.current}px` : '0px');
  };
  useLayoutEffect(leaveRoom);
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-peek', visible);
  }, [visible]);
  useLayoutEffect(() => {
    if (wide) return;
    if (isFolded) panel.current?.collapse();
    else panel.current?.expand();
  }, [isFolded, wide, panel]);

  return (
    <aside className={styles.overlay} data-visible={visible} data-way={way} aria-label="实验机">
      <Group
        orientation={wide ? 'horizontal' : 'vertical'}
        defaultLayout={saved.defaultLayout}
        onLayoutChanged={saved.onLayoutChanged}
        className={styles.group}
      >
        <Panel id="text" minSize={wide ? 420 : 120} className={styles.through} />
        <Separator className={styles.separator} aria-label="课文与实验机之间的分隔" />
        <Panel
          id="machine"
          panelRef={panel}
          className={styles.panel}
          defaultSize={wide ? '46%' : '55%'}
          minSize={wide ? 340 : 200}
          collapsible={!wide}
          collapsedSize={BAR_PX}
          onResize={(size) => {
            room.current = size.inPixels;
            leaveRoom();
            if (!wide) folded.set(size.inPixels <= BAR_PX + 1);
          }}
        >
          {children}
        </Panel>
      </Group>
    </aside>
  );
}
