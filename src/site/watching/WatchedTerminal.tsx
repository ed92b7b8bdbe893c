import { useEffect, useEffectEvent, useRef, useState, type JSX } from 'react';
import { createStore, useStore } from '../live/store.ts';
import type { ConnectionState } from '../terminal/terminal-connection.ts';
import type { WatchedTerminal as Watched } from '../terminal/watched-terminal.ts';
import styles from './watching.module.css';

const CONNECTING: ConnectionState = { kind: 'connecting' };
const NEVER = createStore<ConnectionState>(CONNECTING);

interface WatchedTerminalProps {
  readonly url: string;
  readonly label: string;
  /** Shown while there is nothing to be seen. */
  readonly waiting: string;
  readonly mayType?: boolean;
  readonly onText?: (message: unknown) => void;
  readonly onOpened?: (watched: Watched | null) => void;
}

/** A terminal of somebody else. Mounting it looks, unmounting it looks away. */
export function WatchedTerminal(props: WatchedTerminalProps): JSX.Element {
  const { url, label, waiting, mayType = false } = props;
  const container = useRef<HTMLDivElement>(null);
  const [watched, setWatched] = useState<Watched | null>(null);
  const [broken, setBroken] = useState(false);
  const state = useStore(watched?.state ?? NEVER, CONNECTING);
  const onText = useEffectEvent((message: unknown) => props.onText?.(message));
  const onOpened = useEffectEvent((open: Watched | null) => {
    setWatched(open);
    props.onOpened?.(open);
  });

  useEffect(() => {
    const element = container.current;
    if (!element) return;
    let cancelled = false;
    let open: Watched | undefined;
    import('../terminal/watched-terminal.ts').then(
      ({ watchTerminal }) => {
        if (cancelled) return;
        open = watchTerminal({ container: element, url, label, onText: (message) => onText(message) });
        onOpened(open);
      },
      () => setBroken(true),
    );
    return () => {
      cancelled = true;
      open?.[Symbol.dispose]();
      onOpened(null);
    };
  }, [url, label]);
  useEffect(() => watched?.letType(mayType), [watched, mayType]);

  const notice = broken ? '终端的程序没有载入。请刷新页面。' : state.kind === 'open' ? null : waiting;
  return (
    <div className={styles.watched} data-typing={mayType || undefined}>
      <div ref={container} className={styles.screen} data-testid="watched-terminal" data-state={state.kind} />
      {notice !== null && (
        <p className={styles.waiting} role="status">
          {notice}
        </p>
      )}
    </div>
  );
}
