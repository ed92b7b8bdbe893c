import { useLayoutEffect, useMemo, useRef, type JSX } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { folded, useFolded } from './pane-state.ts';
import styles from './split.module.css';

const BAR_PX = 52;

/** The draggable split. Stays mounted when it turns or hides: what is in it must not be mounted anew. */
export function Split({
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
