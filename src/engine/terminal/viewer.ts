import { encodeServerFrame, FLOW_HIGH_BYTES, FLOW_LOW_BYTES } from '../../shared/wire.ts';
import type { Mark } from '../../shared/wire.ts';
import type { Frame } from './frame.ts';
import type { CapturedScreen } from './screen.ts';
import type { Viewer } from './types.ts';

/** A viewer this far behind is no longer sent what it has missed: it gets the screen anew when it has caught up. */
export const SKIP_BYTES = 1024 * 1024;
/** What is on its way to a viewer is shown before the answer to Ctrl-C: no more than it takes in during this time. */
const WINDOW_MS = 80;
/** Its pace is taken anew after this long. */
const PACE_OVER_MS = 50;
/** A restored screen costs milliseconds to make: a viewer that is slow all the time gets no more of them than this. */
const RESTORE_EVERY_MS = 250;

/**
 * What one viewer has been sent and has acknowledged.
 * restoring: its screen is being made, what is printed meanwhile is held. skipping: too far behind, nothing is sent.
 */
export class ViewerFlow {
  mode: 'restoring' | 'live' | 'skipping' = 'restoring';
  #unacked = 0;
  #held: (Frame | Uint8Array<ArrayBuffer>)[] = [];
  #heldBytes = 0;
  #restore = 0;
  #restoredMs = -Infinity;
  #restoreBytes = 0;
  #missed: Mark | undefined;
  #windowBytes = FLOW_HIGH_BYTES;
  #ackedBytes = 0;
  #ackedSinceMs = performance.now();
  readonly #viewer: Viewer;

  constructor(
    viewer: Viewer,
    readonly leads = true,
  ) {
    this.#viewer = viewer;
  }

  /** Bytes of output between the shell and this viewer's screen. */
  get behindBytes(): number {
    // A restored screen isn't acknowledged, and may be large: it doesn't count.
    return Math.max(this.#unacked, this.#bufferedBytes() - this.#restoreBytes) + this.#heldBytes;
  }

  /**
   * How far it may be behind before the shell has to wait. A fixed window would be too small for a fast page at the
   * end of a long line, or on a busy machine, and too large for one that is slow.
   */
  get windowBytes(): number {
    return this.#windowBytes;
  }

  output(frame: Frame): void {
    if (this.mode === 'skipping') return;
    const bytes = frame.data.length;
    frame.retain();
    if (this.mode === 'restoring') {
      this.#held.push(frame);
      this.#heldBytes += bytes;
    } else {
      this.#unacked += bytes;
      this.#send(frame);
    }
    if (this.behindBytes > SKIP_BYTES) this.skip();
  }

  /** A frame that isn't output: small, and in its place among the output. */
  tell(frame: Uint8Array<ArrayBuffer>): void {
    if (this.mode === 'restoring') this.#held.push(frame);
    else if (this.mode === 'live') this.#viewer.send(frame);
  }

  mark(mark: Mark, frame: Uint8Array<ArrayBuffer>): void {
    // Of the commands that ended while it was skipping, it hears of the last.
    if (this.mode === 'skipping' && mark.kind === 'command') this.#missed = mark;
    else this.tell(frame);
  }

  /** The last frame, whatever state the viewer is in. */
  exit(frame: Uint8Array<ArrayBuffer>): void {
    if (this.mode === 'restoring') this.#held.push(frame);
    else this.#viewer.send(frame);
  }

  ack(bytes: number): void {
    // What it can't have read says nothing of its pace.
    this.#ackedBytes += Math.min(bytes, this.#unacked);
    this.#unacked = Math.max(0, this.#unacked - bytes);
    const tookMs = performance.now() - this.#ackedSinceMs;
    if (tookMs < PACE_OVER_MS) return;
    const paced = (this.#ackedBytes / tookMs) * WINDOW_MS;
    this.#windowBytes = Math.min(Math.max(paced, FLOW_HIGH_BYTES), SKIP_BYTES / 2);
    this.#ackedBytes = 0;
    this.#ackedSinceMs += tookMs;
  }

  skip(): void {
    this.mode = 'skipping';
    for (const frame of this.#held) if ('release' in frame) frame.release();
    this.#held = [];
    this.#heldBytes = 0;
  }

  /** Whether a skipping viewer can take a screen now. */
  wantsRestore(nowMs: number): boolean {
    return (
      this.mode === 'skipping' &&
      this.#unacked <= FLOW_LOW_BYTES &&
      this.#bufferedBytes() <= FLOW_LOW_BYTES &&
      nowMs - this.#restoredMs >= RESTORE_EVERY_MS
    );
  }

  /**
   * From here on output is held; the returned function sends the screen as it was here and goes live, unless the
   * viewer fell behind meanwhile. `state` is where the shell is, as of here.
   */
  startRestore(state: Mark | undefined): (screen: CapturedScreen) => void {
    this.mode = 'restoring';
    const mine = ++this.#restore;
    return ({ commands, ...screen }) => {
      if (this.mode !== 'restoring' || mine !== this.#restore) return;
      this.mode = 'live';
      this.#restoredMs = performance.now();
      this.#restoreBytes = screen.data.length;
      this.#viewer.send(encodeServerFrame({ op: 'restore', ...screen }));
      this.#viewer.send(encodeServerFrame({ op: 'commands', lines: commands }));
      for (const mark of [this.#missed, state]) {
        if (mark) this.#viewer.send(encodeServerFrame({ op: 'mark', mark }));
      }
      this.#missed = undefined;
      const held = this.#held;
      this.#unacked += this.#heldBytes;
      this.#held = [];
      this.#heldBytes = 0;
      for (const frame of held) {
        if ('release' in frame) this.#send(frame);
        else this.#viewer.send(frame);
      }
    };
  }

  #send(frame: Frame): void {
    this.#viewer.send(frame.bytes, () => frame.release());
  }

  #bufferedBytes(): number {
    return this.#viewer.bufferedBytes?.() ?? 0;
  }
}
