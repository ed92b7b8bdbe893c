import { ServerOp } from '../../shared/wire.ts';
import type { WallMessage, WallScreen } from '../../shared/watching.ts';
import type { OpenTerminalAt } from './open-terminal-at.ts';

/** A thumbnail says that somebody is at work, not each key. */
const LOOK_MS = 1_000;

/** A learner whose terminals hang on the wall. */
export interface WallSeat {
  readonly member: string;
  readonly terminals: readonly OpenTerminalAt[];
}

interface Frame {
  readonly seat: Pick<WallScreen, 'member' | 'terminal'>;
  /** Something was printed, or the size is another, since it was last read. */
  dirty: boolean;
  text: string;
  readonly stop: () => void;
}

/** Tells of every screen once, and then of those that change, until stopped. Who changes nothing costs nothing. */
export function showWall(
  seats: () => readonly WallSeat[],
  listener: (message: WallMessage) => void,
): { stop(): void } {
  const frames = new Map<OpenTerminalAt['terminal'], Frame>();
  let first = true;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const screens: WallScreen[] = [];
    const hanging = new Set<OpenTerminalAt['terminal']>();
    for (const { member, terminals } of seats()) {
      for (const { lab, number, terminal } of terminals) {
        hanging.add(terminal);
        const frame = frames.get(terminal) ?? hang(terminal, { member, terminal: number });
        frames.set(terminal, frame);
        if (!frame.dirty) continue;
        frame.dirty = false;
        // A terminal that ends meanwhile has nothing more to say.
        const text = await Promise.race([terminal.screenText(), terminal.ended]);
        if (text === undefined || text === frame.text) continue;
        frame.text = text;
        screens.push({ member, lab, terminal: number, cols: terminal.cols, rows: terminal.rows, text });
      }
    }
    const gone = [...frames].filter(([terminal]) => !hanging.has(terminal));
    for (const [terminal, frame] of gone) {
      frame.stop();
      frames.delete(terminal);
    }
    if (stopped) {
      for (const frame of frames.values()) frame.stop();
      frames.clear();
      return;
    }
    if (first || screens.length > 0 || gone.length > 0) {
      first = false;
      listener({ screens, gone: gone.map(([, { seat }]) => seat) });
    }
    timer = setTimeout(() => void look(), LOOK_MS);
  };
  void look();

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const frame of frames.values()) frame.stop();
      frames.clear();
    },
  };
}

function hang(terminal: OpenTerminalAt['terminal'], seat: Frame['seat']): Frame {
  const handle = terminal.watch({
    send(bytes) {
      frame.dirty = true;
      // Nothing is kept, so all of it was read: unacknowledged, it would soon be sent nothing any more.
      if (bytes[0] === ServerOp.Output) handle.receive({ op: 'ack', bytes: bytes.length - 1 });
    },
  });
  // Never what a screen says, so that an empty one is told of too.
  const frame: Frame = { seat, dirty: true, text: '\0', stop: () => handle.detach() };
  return frame;
}
