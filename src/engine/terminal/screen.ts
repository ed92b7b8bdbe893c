import unicode11 from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { CommandPlaces } from '../../shared/command-places.ts';
import type { CommandLines, Mark } from '../../shared/wire.ts';
import { lastLines } from './flood.ts';
import type { Frame } from './frame.ts';
import { snapshotOf } from './snapshot.ts';

/** Parsing waits for a quiet moment: during a flood the CPU belongs to the viewers, and most of it need not be parsed. */
const QUIET_MS = 40;
/** …but not for ever: then what can't be seen any more is dropped, and if that is not most of it, it is parsed. */
const LAZY_BYTES = 2 * 1024 * 1024;
/** Unparsed bytes at which the pty has to wait, and at which it may go on. */
export const BACKLOG_HIGH_BYTES = 6 * 1024 * 1024;
export const BACKLOG_LOW_BYTES = 3 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/** Output that waits to be parsed: all of a frame, or its end. */
interface Piece {
  readonly data: Buffer;
  readonly frame: Frame;
}
type Step = Piece | { readonly act: () => void };

/** What brings an empty terminal to the state of this one, and where the commands stand in it. */
export interface CapturedScreen {
  readonly cols: number;
  readonly rows: number;
  readonly data: Uint8Array;
  readonly commands: CommandLines;
}

export interface ScreenOptions {
  readonly cols: number;
  readonly rows: number;
  readonly scrollbackLines: number;
  /** Called when bytes were parsed and `backlogBytes` is smaller. */
  readonly onProgress: () => void;
}

/**
 * The screen as a viewer would see it, kept by a headless xterm. Everything happens in the order of the calls, later:
 * feed, then resize, then capture sees exactly that.
 */
export class Screen {
  readonly #term: headless.Terminal;
  readonly #options: ScreenOptions;
  readonly #places: CommandPlaces<headless.IMarker>;
  #title = '';
  #waiting: Step[] = [];
  #waitingBytes = 0;
  #parsingBytes = 0;
  #parsing = false;
  #lastFedMs = 0;
  /** The last two that were fed: a sequence may have begun there that isn't at its end yet. */
  #recent: readonly Frame[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#term = new headless.Terminal({
      cols: options.cols,
      rows: options.rows,
      scrollback: options.scrollbackLines,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.#term.loadAddon(new unicode11.Unicode11Addon());
    this.#term.unicode.activeVersion = '11';
    this.#places = new CommandPlaces(this.#term);
    this.#term.onTitleChange((title) => (this.#title = title));
  }

  get backlogBytes(): number {
    return this.#waitingBytes + this.#parsingBytes;
  }

  feed(frame: Frame): void {
    const { data } = frame;
    this.#waiting.push({ data, frame: frame.retain() });
    if (this.#recent.length === 2) this.#recent[0]!.release();
    this.#recent = [...this.#recent.slice(-1), frame.retain()];
    this.#waitingBytes += data.length;
    this.#lastFedMs = performance.now();
    if (this.#waitingBytes >= LAZY_BYTES && !this.#dropUnseen()) this.#parse();
    else this.#parseLater(QUIET_MS);
  }

  resize(cols: number, rows: number): void {
    this.#waiting.push({ act: () => this.#term.resize(cols, rows) });
    this.#parseLater(QUIET_MS);
  }

  /** A mark stands where the last fed byte was its own. */
  mark(mark: Mark): void {
    this.#waiting.push({ act: () => this.#places.mark(mark) });
    this.#parseLater(QUIET_MS);
  }

  /** As of everything fed before the call. */
  capture(done: (screen: CapturedScreen) => void): void {
    const recent = this.#recent.map((frame) => frame.retain());
    this.#now(() => {
      const text = Buffer.from(snapshotOf(this.#term, this.#title));
      const begun = isInSequence(this.#term) ? sequenceAtEnd(recent.map(({ data }) => data)) : EMPTY;
      const { cols, rows } = this.#term;
      const data = begun.length > 0 ? Buffer.concat([text, begun]) : text;
      for (const frame of recent) frame.release();
      done({ cols, rows, data, commands: this.#places.lines() });
    });
  }

  text(scrollback: boolean): Promise<string> {
    return new Promise((resolve) => {
      this.#now(() => {
        const buffer = this.#term.buffer.active;
        const lines: string[] = [];
        for (let y = scrollback ? 0 : buffer.baseY; y < buffer.length; y += 1) {
          lines.push(buffer.getLine(y)?.translateToString(true) ?? '');
        }
        resolve(lines.join('\n').trimEnd());
      });
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#term.dispose();
  }

  #now(act: () => void): void {
    this.#waiting.push({ act });
    this.#parse();
  }

  #parseLater(waitMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const quietFor = performance.now() - this.#lastFedMs;
      if (quietFor < QUIET_MS - 1) this.#parseLater(QUIET_MS - quietFor);
      else this.#parse();
    }, waitMs);
  }

  /** One round at a time: what is fed meanwhile waits, so that the next round starts from a known state. */
  #parse(): void {
    if (this.#parsing || this.#waiting.length === 0) return;
    const steps = this.#waiting;
    this.#waiting = [];
    this.#parsingBytes = this.#waitingBytes;
    this.#waitingBytes = 0;
    this.#parsing = true;
    const firstAct = steps.findIndex((step) => 'act' in step);
    const upTo = firstAct === -1 ? steps.length : firstAct;
    const first = steps.slice(0, upTo).filter((step) => 'data' in step);
    const needed = this.#needed(first);
    this.#parsingBytes -= totalBytes(first) - totalBytes(needed);
    for (const piece of needed) this.#write(piece);
    for (const step of steps.slice(upTo)) {
      if ('data' in step) this.#write(step);
      else this.#term.write('', step.act);
    }
    this.#term.write('', () => {
      this.#parsing = false;
      this.#options.onProgress();
      // What came meanwhile: a capture wants it now, output waits for its quiet moment.
      if (this.#waitingBytes >= LAZY_BYTES || this.#waiting.some((step) => 'act' in step)) this.#parse();
      else if (this.#waiting.length > 0) this.#parseLater(QUIET_MS);
    });
  }

  /** Of a flood of plain text only the end is kept, unparsed. Whether that was enough. */
  #dropUnseen(): boolean {
    if (this.#parsing) return false;
    const pieces = this.#waiting.filter((step) => 'data' in step);
    if (pieces.length < this.#waiting.length) return false;
    const needed = this.#needed(pieces, LAZY_BYTES / 2);
    if (needed === pieces) return false;
    this.#waiting = [...needed];
    this.#waitingBytes = totalBytes(needed);
    return true;
  }

  #write({ data, frame }: Piece): void {
    this.#term.write(data, () => {
      this.#parsingBytes -= data.length;
      frame.release();
    });
  }

  /** What has to be parsed of them, lets go of the rest; the same array, if that would be more than `most` bytes. */
  #needed(pieces: readonly Piece[], most = Infinity): readonly Piece[] {
    if (!betweenSequences(this.#term)) return pieces;
    const all = pieces.map(({ data }) => data);
    const last = lastLines(all, this.#options.scrollbackLines + 2 * this.#term.rows);
    const needed = last.map((data, index) => ({
      data,
      frame: pieces[pieces.length - last.length + index]!.frame,
    }));
    if (last === all || totalBytes(needed) > most) return pieces;
    for (const { frame } of pieces.slice(0, pieces.length - last.length)) frame.release();
    return needed;
  }
}

function totalBytes(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { data }) => sum + data.length, 0);
}

interface Insides {
  readonly buffer?: { readonly scrollTop: number; readonly scrollBottom: number };
  readonly _inputHandler?: { readonly _parser?: { readonly currentState: number } };
}

const ESC = 0x1b;

/** The bytes of a sequence that isn't finished; a viewer that comes now needs them to understand the rest. */
function sequenceAtEnd(recent: readonly Buffer[]): Buffer {
  const [last = EMPTY, before = EMPTY] = recent.toReversed();
  const at = last.lastIndexOf(ESC);
  if (at !== -1) return last.subarray(at);
  const earlier = before.lastIndexOf(ESC);
  return earlier === -1 ? EMPTY : Buffer.concat([before.subarray(earlier), last]);
}

function isInSequence(term: headless.Terminal): boolean {
  const state = (term as unknown as { readonly _core?: Insides })._core?._inputHandler?._parser?.currentState;
  return state !== undefined && state !== 0;
}

/** Whether the terminal is on the normal screen, without margins, and not in the middle of a sequence. */
function betweenSequences(term: headless.Terminal): boolean {
  // No public way to see the parser's state; were the insides renamed, everything is parsed, which is only slower.
  const insides = (term as unknown as { readonly _core?: Insides })._core;
  return (
    term.buffer.active.type === 'normal' &&
    !term.modes.originMode &&
    insides?._inputHandler?._parser?.currentState === 0 &&
    insides.buffer?.scrollTop === 0 &&
    insides.buffer.scrollBottom === term.rows - 1
  );
}
