import { useCallback, useLayoutEffect, useMemo, useRef, type JSX } from 'react';
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels';
import { folded, maximised, useFolded, useMaximised } from './pane-state.ts';
import { PANELS, SPLIT_ID } from './remembered-split.ts';
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
  const isMaximised = useMaximised() && visible;
  const overlay = useRef<HTMLElement>(null);
  const room = useRef(0);
  const way = wide ? 'side' : 'drawer';
  const id = wide ? SPLIT_ID : 'matou-drawer';
  const ids = useMemo(() => [...PANELS], []);
  const saved = useDefaultLayout({ id, panelIds: ids, onlySaveAfterUserInteractions: true });

  const leaveRoom = (): void => {
    // Not measured yet: until then the room is right that the style sheet or the page's head gave.
    if (visible && room.current === 0) return;
    const style = document.documentElement.style;
    style.setProperty('--matou-pane', wide && visible ? `${room.current}px` : '0px');
    style.setProperty('--matou-drawer', !wide && visible ? `${room.current}px` : '0px');
  };
  useLayoutEffect(leaveRoom);
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-peek', visible);
  }, [visible]);
  const fold = useCallback((): void => {
    if (wide) return;
    if (isFolded) panel.current?.collapse();
    else panel.current?.expand();
  }, [isFolded, wide, panel]);
  useLayoutEffect(fold, [fold]);

  useLayoutEffect(() => {
    if (!visible) maximised.set(false);
  }, [visible]);
  // What it covers must not take the focus.
  useLayoutEffect(() => {
    if (!isMaximised) return;
    const page = [...(overlay.current?.parentElement?.children ?? [])].filter((e) => e !== overlay.current);
    for (const element of page) element.toggleAttribute('inert', true);
    return () => {
      for (const element of page) element.toggleAttribute('inert', false);
    };
  }, [isMaximised]);

  return (
    <aside
      ref={overlay}
      data-maximised={isMaximised}
      className={styles.overlay}
      data-visible={visible}
      data-way={way}
      aria-label="实验机"
    >
      <Group
        orientation={wide ? 'horizontal' : 'vertical'}
        defaultLayout={saved.defaultLayout}
        onLayoutChanged={(layout, meta) => {
          saved.onLayoutChanged(layout, meta);
          // Only the learner's own hand says that it is to be open. The first layout comes when the page is measured,
          // after the effect above if the browser is slow, and has the size that an open drawer has.
          if (!meta.isUserInteraction) fold();
          else if (!wide) folded.set(panel.current?.isCollapsed() ?? true);
        }}
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
          }}
        >
          {children}
        </Panel>
      </Group>
    </aside>
  );
}
