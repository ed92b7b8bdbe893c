import { useCallback, useEffect, useId, useRef, useState, type JSX } from 'react';
import { createStore, useStore } from '../live/store.ts';
import { focusWhenOpen } from '../machine/pane-state.ts';
import { FindBar } from './FindBar.tsx';
import { KeyRow } from './KeyRow.tsx';
import type { OpenTerminal } from './open-terminal.ts';
import { Shortcuts } from './Shortcuts.tsx';
import type { ConnectionState } from './terminal-connection.ts';
import { activeTerminal } from './terminal-hub.ts';
import { useWayOut } from './use-way-out.ts';
import styles from './terminal.module.css';

const CONNECTING: ConnectionState = { kind: 'connecting' };
const NEVER = createStore<ConnectionState>(CONNECTING);

/** One terminal of a lab. Mounting it connects; unmounting it leaves the shell running at the other end. */
export function TerminalView({ lab, terminal }: { lab: string; terminal: number }): JSX.Element {
  const view = useRef<HTMLDivElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const shortcutsId = useId();
  const ctrl = useRef(false);
  const [ctrlHeld, setCtrlHeld] = useState(false);
  const [opened, setOpened] = useState<OpenTerminal | null>(null);
  const [finding, setFinding] = useState(false);
  const [refused, setRefused] = useState(false);
  const [broken, setBroken] = useState(false);
  const state = useStore(opened?.connection.state ?? NEVER, CONNECTING);

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let cancelled = false;
    let open: OpenTerminal | undefined;
    import('./open-terminal.ts').then(
      ({ openTerminal }) => {
        if (cancelled) return;
        open = openTerminal({
          lab,
          terminal,
          container: element,
          describedBy: shortcutsId,
          onFind: () => setFinding(true),
          onPasteRefused: () => setRefused(true),
          takeCtrl() {
            const held = ctrl.current;
            ctrl.current = false;
            if (held) setCtrlHeld(false);
            return held;
          },
        });
        setOpened(open);
        activeTerminal.set(open);
      },
      () => setBroken(true),
    );
    return () => {
      cancelled = true;
      activeTerminal.set((now) => (now === open ? null : now));
      open?.[Symbol.dispose]();
      setOpened(null);
    };
  }, [lab, terminal, shortcutsId]);

  const focusTerminal = useCallback(() => opened?.focus(), [opened]);
  useWayOut(view, focusTerminal);
  useEffect(() => {
    if (state.kind === 'open' && focusWhenOpen.take()) focusTerminal();
  }, [state.kind, focusTerminal]);

  useEffect(() => {
    if (!refused) return;
    const timer = setTimeout(() => setRefused(false), 6_000);
    return () => clearTimeout(timer);
  }, [refused]);

  const closeFind = (): void => {
    setFinding(false);
    focusTerminal();
  };
  const notice = broken
    ? '终端的程序没有载入。请刷新页面。'
    : refused
      ? '浏览器不让网页读剪贴板：请按 Ctrl+Shift+V（Mac 上是 ⌘V）粘贴。'
      : noticeOf(state);

  return (
    <div ref={view} className={styles.view}>
      {finding && opened && <FindBar screen={opened.screen} onClose={closeFind} />}
      <div className={styles.screen}>
        <div ref={container} className={styles.container} data-testid="terminal" data-lab={lab} />
      </div>
      <div className={styles.notice} role="status">
        {notice && <span>{notice}</span>}
        {state.kind === 'waiting' && (
          <button
            type="button"
            className={styles.noticeButton}
            onClick={() => opened?.connection.reconnect()}
          >
            现在就连
          </button>
        )}
      </div>
      <Shortcuts id={shortcutsId} />
      <KeyRow
        ctrlHeld={ctrlHeld}
        onCtrl={() => {
          ctrl.current = !ctrl.current;
          setCtrlHeld(ctrl.current);
          focusTerminal();
        }}
        onKey={(sequence) => {
          opened?.connection.input(sequence);
          focusTerminal();
        }}
        applicationCursor={() => opened?.screen.terminal.modes.applicationCursorKeysMode ?? false}
      />
    </div>
  );
}

function noticeOf(state: ConnectionState): string | null {
  switch (state.kind) {
    case 'connecting':
      return '正在连接终端…';
    case 'waiting':
      return '连接断了，正在重连。实验机里的程序还在运行。';
    case 'exited':
      return `shell 已退出（退出码 ${state.code}）。按回车打开一个新的。`;
    case 'open':
    case 'closed':
      return null;
  }
}
