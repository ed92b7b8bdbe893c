import { useEffect, useState, type JSX } from 'react';
import { wallUrl } from '../../shared/urls.ts';
import { wallMessageSchema, type WallMessage, type WallScreen } from '../../shared/watching.ts';
import { backoffMs } from '../live/backoff.ts';
import common from '../classroom/classroom.module.css';
import styles from './watching.module.css';

interface WallProps {
  readonly classId: string;
  /** By member: what they are called on this board. */
  readonly names: ReadonlyMap<string, string>;
  readonly onOpen: (member: string) => void;
}

/** So many can be read, and not only be told apart. */
const FEW = 6;
/** Of a tall terminal only its end is drawn: that is where something happens. */
const MOST_ROWS = 24;

type Screens = ReadonlyMap<string, WallScreen>;
const keyOf = ({ member, terminal }: { member: string; terminal: number }): string => `${member} ${terminal}`;

export function withMessage(screens: Screens, { screens: news, gone }: WallMessage): Screens {
  const next = new Map(screens);
  for (const screen of news) next.set(keyOf(screen), screen);
  for (const each of gone) next.delete(keyOf(each));
  return next;
}

/** Every open terminal of the class, small; a press opens the learner. */
export function Wall({ classId, names, onOpen }: WallProps): JSX.Element {
  const [screens, setScreens] = useState<Screens | null>(null);
  useEffect(() => {
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;
    const connect = (): void => {
      const url = new URL(wallUrl(classId), window.location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      socket = new WebSocket(url);
      let first = true;
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const message = wallMessageSchema.safeParse(JSON.parse(data));
        if (!message.success) return;
        attempt = 0;
        const anew = first;
        first = false;
        setScreens((now) => withMessage(anew || now === null ? new Map() : now, message.data));
      };
      socket.onclose = () => (timer = setTimeout(connect, backoffMs(attempt++)));
    };
    connect();
    return () => {
      clearTimeout(timer);
      if (socket) socket.onclose = null;
      socket?.close();
    };
  }, [classId]);

  if (screens === null) return <p className={common.minor}>正在取各人的屏幕 …</p>;
  const shown = [...screens.values()]
    .filter(({ member }) => names.has(member))
    .sort(
      (a, b) => names.get(a.member)!.localeCompare(names.get(b.member)!, 'zh-CN') || a.terminal - b.terminal,
    );
  if (shown.length === 0) return <p className={common.minor}>现在没有人打开终端。</p>;
  return (
    <ul className={styles.wall} data-testid="wall" data-few={shown.length <= FEW}>
      {shown.map((screen) => (
        <li key={keyOf(screen)}>
          <button type="button" className={styles.brick} onClick={() => onOpen(screen.member)}>
            <span className={styles.brickName}>
              {names.get(screen.member)}
              {screen.terminal > 1 && <span className={common.minor}> 终端 {screen.terminal}</span>}
            </span>
            <Thumbnail {...screen} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Drawn as SVG text: it scales to whatever width the wall gives it. */
function Thumbnail({ text, cols, rows }: WallScreen): JSX.Element {
  const CELL = { width: 6, height: 12 };
  const shownRows = Math.min(rows, MOST_ROWS);
  return (
    <svg
      className={styles.thumbnail}
      viewBox={`0 0 ${cols * CELL.width} ${shownRows * CELL.height}`}
      preserveAspectRatio="xMinYMin meet"
      aria-hidden="true"
    >
      {lastRows(text, shownRows).map((line, y) => (
        <text key={y} x={0} y={(y + 0.8) * CELL.height} xmlSpace="preserve">
          {line}
        </text>
      ))}
    </svg>
  );
}

const lastRows = (text: string, rows: number): string[] => text.trimEnd().split('\n').slice(-rows);
