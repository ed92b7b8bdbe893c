import unicode11 from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { ACK_EVERY_BYTES, decodeServerFrame, type Mark, type ServerFrame } from '../../shared/wire.ts';
import type { TerminalSession, Viewer, ViewerHandle } from './types.ts';

/** A page as the tests need one: it applies frames as the browser does, and acknowledges as it is told. */
export class TestViewer implements Viewer {
  readonly term: headless.Terminal;
  readonly frames: Exclude<ServerFrame, { op: 'output' }>[] = [];
  readonly chunks: Buffer[] = [];
  outputBytes = 0;
  restores = 0;
  /** Turned off, what comes is neither parsed nor acknowledged. */
  reading = true;
  /** Called instead of parsing and acknowledging, for tests with their own pace. */
  onOutput: ((data: Buffer) => void) | undefined;
  handle!: ViewerHandle;
  #unread: ServerFrame[] = [];
  #parsed = 0;

  constructor(cols = 80, rows = 24) {
    this.term = new headless.Terminal({
      cols,
      rows,
      scrollback: 5000,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.term.loadAddon(new unicode11.Unicode11Addon());
    this.term.unicode.activeVersion = '11';
  }

  static on(session: TerminalSession, setUp?: (viewer: TestViewer) => void): TestViewer {
    const viewer = new TestViewer();
    setUp?.(viewer);
    viewer.handle = session.attach(viewer);
    return viewer;
  }

  get marks(): Mark[] {
    return this.frames.flatMap((frame) => (frame.op === 'mark' ? [frame.mark] : []));
  }

  get output(): string {
    return Buffer.concat(this.chunks).toString();
  }

  type(text: string): void {
    this.handle.receive({ op: 'input', data: Buffer.from(text) });
  }

  send(bytes: Uint8Array, sent?: () => void): void {
    const copy = Buffer.from(bytes);
    // As a socket does: it may write later, and then the bytes must still be what they were.
    setImmediate(() => {
      if (!copy.equals(bytes)) throw new Error('a frame has changed before it was sent');
      sent?.();
    });
    const frame = decodeServerFrame(new Uint8Array(copy));
    if (frame.op === 'output') {
      this.outputBytes += frame.data.length;
      if (this.onOutput) return this.onOutput(Buffer.from(frame.data));
      this.chunks.push(Buffer.from(frame.data));
    } else {
      this.frames.push(frame);
    }
    if (this.reading) this.#apply(frame);
    else this.#unread.push(frame);
  }

  goOn(): void {
    this.reading = true;
    for (const frame of this.#unread.splice(0)) this.#apply(frame);
  }

  ack(bytes: number): void {
    this.handle.receive({ op: 'ack', bytes });
  }

  /** Once everything received was parsed. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.term.write('', resolve));
  }

  #apply(frame: ServerFrame): void {
    if (frame.op === 'restore') {
      this.restores += 1;
      const { cols, rows, data } = frame;
      this.term.write('', () => {
        this.term.reset();
        this.term.resize(cols, rows);
      });
      this.term.write(data);
    } else if (frame.op === 'output') {
      this.term.write(frame.data, () => {
        this.#parsed += frame.data.length;
        if (this.#parsed >= ACK_EVERY_BYTES) {
          this.ack(this.#parsed);
          this.#parsed = 0;
        }
      });
    } else if (frame.op === 'size') {
      this.term.write('', () => this.term.resize(frame.cols, frame.rows));
    }
  }
}

/** A flag is a bit where xterm took it from one place and 1 where it took it from another. */
const on = (flag: number | boolean): number => (flag ? 1 : 0);

/** Everything that can be seen of a terminal, as text that compares well. */
export function picture(term: headless.Terminal): string {
  const out: string[] = [];
  const cell = term.buffer.active.getNullCell();
  for (const buffer of term.buffer.active.type === 'normal'
    ? [term.buffer.normal]
    : [term.buffer.normal, term.buffer.alternate]) {
    out.push(`${buffer.type} cursor ${buffer.cursorX},${buffer.baseY + buffer.cursorY} of ${buffer.length}`);
    for (let y = 0; y < buffer.length; y += 1) {
      const line = buffer.getLine(y)!;
      let text = line.isWrapped ? '+' : '|';
      let style = '';
      for (let x = 0; x < line.length; x += 1) {
        line.getCell(x, cell);
        const blank = cell.getChars() === '' || cell.getChars() === ' ';
        // An erased cell shows its background only.
        const colours = `${cell.getBgColorMode()}/${cell.getBgColor()}`;
        const flags = blank
          ? `${on(cell.isInverse())}${on(cell.isUnderline())}${on(cell.isOverline())}${on(cell.isStrikethrough())}`
          : `${cell.getFgColorMode()}/${cell.getFgColor()} ${on(cell.isBold())}${on(cell.isDim())}${on(cell.isItalic())}${on(cell.isUnderline())}${on(cell.isInverse())}${on(cell.isInvisible())}${on(cell.isStrikethrough())}${on(cell.isOverline())}${on(cell.isBlink())}`;
        const now = `${colours} ${flags}`;
        if (now !== style) text += `{${now}}`;
        style = now;
        const half = cell.getWidth() === 2 && line.getCell(x + 1)?.getWidth() !== 0;
        // Either half of a wide character whose other half was overwritten shows as a blank.
        const second = cell.getWidth() === 0 && x > 0 && line.getCell(x - 1)?.getWidth() === 2;
        text += second ? '' : half || cell.getWidth() === 0 ? ' ' : cell.getChars() || ' ';
      }
      out.push(text.replace(/\{0\/0 0000\} *$/, '').trimEnd());
    }
  }
  out.push(`modes ${JSON.stringify(term.modes)}`);
  return out.join('\n');
}
