import { useEffect, useEffectEvent, useRef, useState, type JSX } from 'react';
import { createStore, useStore } from '../live/store.ts';
import { focusWhenOpen } from '../machine/pane-state.ts';
import { FindBar } from './FindBar.tsx';
import type { LinkHint } from './links.ts';
import type { OpenTerminal, TerminalEvents } from './open-terminal.ts';
import type { ConnectionState } from './terminal-connection.ts';
import { openTerminals } from './terminal-hub.ts';
import { noticeOf } from './notice.ts';
import styles from './terminal.module.css';

const CONNECTING: ConnectionState = { kind: 'connecting' };
const NEVER = createStore<ConnectionState>(CONNECTING);
const BACK_MS = 3_000;
const FLASH_MS = 250;

interface TerminalViewProps {
  readonly lab: string;
  readonly number: number;
  readonly label: string;
  readonly describedBy: string;
  readonly isActive: boolean;
  readonly isFinding: boolean;
  /** What the pane has to say about this terminal. */
  readonly message: string | null;
  readonly events: Omit<TerminalEvents, 'onLink'>;
  readonly onOpened: (open: OpenTerminal | null) => void;
  readonly onCloseFind: () => void;
}

/** One terminal of a lab. Mounting it connects; unmounting it leaves the shell running at the other end. */
export function TerminalView(props: TerminalViewProps): JSX.Element {
  const { lab, number, label, describedBy, isActive, isFinding, message } = props;
  const container = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<OpenTerminal | null>(null);
  const [broken, setBroken] = useState(false);
  const [link, setLink] = useState<LinkHint | null>(null);
  const [ringing, setRinging] = useState(false);
  const state = useStore(opened?.connection.state ?? NEVER, CONNECTING);
  const isBack = useIsBack(state);

  const onPaste = useEffectEvent((text: string) => props.events.onPaste(text));
  const onPasteRefused = useEffectEvent(() => props.events.onPasteRefused());
  const onMenu = useEffectEvent((event: MouseEvent) => props.events.onMenu(event));
  const onCommand = useEffectEvent<TerminalEvents['onCommand']>((place, event) =>
    props.events.onCommand(place, event),
  );
  const takeCtrl = useEffectEvent(() => props.events.takeCtrl());
  const hasSeveral = useEffectEvent(() => props.events.hasSeveral());
  const onBell = useEffectEvent(() => {
    setRinging(true);
    props.events.onBell();
  });
  const onOpened = useEffectEvent((open: OpenTerminal | null) => {
    setOpened(open);
    props.onOpened(open);
  });

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let cancelled = false;
    let open: OpenTerminal | undefined;
    import('./open-terminal.ts').then(
      ({ openTerminal }) => {
        if (cancelled) return;
        const mine = openTerminal({
          lab,
          number,
          container: element,
          describedBy,
          events: {
            onPaste: (text) => onPaste(text),
            onPasteRefused: () => onPasteRefused(),
            onMenu: (event) => onMenu(event),
            onCommand: (place, event) => onCommand(place, event),
            onLink: setLink,
            onBell: () => onBell(),
            takeCtrl: () => takeCtrl(),
            hasSeveral: () => hasSeveral(),
          },
        });
        open = mine;
        onOpened(mine);
        openTerminals.set((all) => [...all, mine]);
      },
      () => setBroken(true),
    );
    return () => {
      cancelled = true;
      openTerminals.set((all) => all.filter((each) => each !== open));
      open?.[Symbol.dispose]();
      onOpened(null);
    };
  }, [lab, number, describedBy]);

  useEffect(() => {
    opened?.screen.terminal.textarea?.setAttribute('aria-label', label);
  }, [opened, label]);
  useEffect(() => {
    if (isActive && state.kind === 'open' && focusWhenOpen.take()) opened?.focus();
  }, [isActive, state.kind, opened]);
  useEffect(() => {
    if (!ringing) return;
    const timer = setTimeout(() => setRinging(false), FLASH_MS);
    return () => clearTimeout(timer);
  }, [ringing]);

  const notice = broken
    ? '终端的程序没有载入。请刷新页面。'
    : (message ?? noticeOf(state) ?? (isBack ? '又连上了。' : null));
  const canConnect = state.kind === 'waiting' || state.kind === 'refused';
  return (
    <div className={styles.view} data-ringing={ringing} data-finding={isFinding}>
      {isFinding && opened && (
        <FindBar
          screen={opened.screen}
          initial={opened.screen.terminal.getSelection().split('\n')[0] ?? ''}
          onClose={props.onCloseFind}
        />
      )}
      <div className={styles.screen}>
        <div
          ref={container}
          className={styles.container}
          data-testid="terminal"
          data-lab={lab}
          data-terminal={number}
        />
      </div>
      {link && (
        <div className={styles.linkHint} style={{ left: link.clientX, top: link.clientY }} role="tooltip">
          {link.text}
        </div>
      )}
      <div className={styles.notice} role="status" data-kind={message === null ? state.kind : 'said'}>
        {notice && <span>{notice}</span>}
        {canConnect && !broken && (
          <button
            type="button"
            className={styles.noticeButton}
            onClick={() => opened?.connection.reconnect()}
          >
            现在就连
          </button>
        )}
      </div>
    </div>
  );
}

/** True for a moment after a broken line is whole again. */
function useIsBack({ kind }: ConnectionState): boolean {
  const [was, setWas] = useState(kind);
  const [isBroken, setIsBroken] = useState(false);
  const [isBack, setIsBack] = useState(false);
  if (was !== kind) {
    setWas(kind);
    if (kind === 'waiting') setIsBroken(true);
    else if (kind === 'open') {
      setIsBack(isBroken);
      setIsBroken(false);
    }
  }
  useEffect(() => {
    if (!isBack) return;
    const timer = setTimeout(() => setIsBack(false), BACK_MS);
    return () => clearTimeout(timer);
  }, [isBack]);
  return isBack && kind === 'open';
}
