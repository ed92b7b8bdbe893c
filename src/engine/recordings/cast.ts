import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { decodeServerFrame } from '../../shared/wire.ts';

export interface CastOptions {
  readonly cols: number;
  readonly rows: number;
  readonly at: Date;
  readonly title: string;
  readonly maxBytes: number;
}

const decoder = new TextDecoder();
/** Brings a player to the state of a new terminal, as a page is before it is given the whole screen. */
const RESET = '\x1bc';

/** Writes the frames of a terminal as asciicast v2: a header, then `[seconds, kind, data]` by the line. */
export class CastWriter {
  #bytes = 0;
  #full = false;
  #closing: Promise<void> | undefined;
  readonly #beganMs = performance.now();
  #cols: number;
  #rows: number;

  private constructor(
    private readonly stream: WriteStream,
    private readonly options: CastOptions,
  ) {
    this.#cols = options.cols;
    this.#rows = options.rows;
    // A disk that is full ends the recording; the terminal goes on.
    stream.on('error', () => (this.#full = true));
    const { cols, rows, at, title } = options;
    this.#write({
      version: 2,
      width: cols,
      height: rows,
      timestamp: Math.floor(at.getTime() / 1000),
      title,
      env: { TERM: 'xterm-256color', SHELL: '/bin/bash' },
    });
  }

  /** Rejects where the file can't be made, or is there. */
  static async open(file: string, options: CastOptions): Promise<CastWriter> {
    const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    await once(stream, 'open');
    return new CastWriter(stream, options);
  }

  get waitingBytes(): number {
    return this.stream.writableLength;
  }

  /** `taken` is told how much output was written. */
  frame(bytes: Uint8Array, taken: (bytes: number) => void): void {
    const frame = decodeServerFrame(bytes);
    switch (frame.op) {
      case 'output':
        this.#event('o', decoder.decode(frame.data), () => taken(frame.data.length));
        return;
      case 'restore':
        this.#size(frame.cols, frame.rows);
        this.#event('o', RESET + decoder.decode(frame.data));
        return;
      case 'size':
        this.#size(frame.cols, frame.rows);
        return;
      default: // nothing to be seen
    }
  }

  mark(label: string): void {
    this.#event('m', label);
  }

  close(): Promise<void> {
    return (this.#closing ??= new Promise((resolve) => {
      this.#full = true;
      this.stream.once('close', resolve);
      this.stream.end();
    }));
  }

  #size(cols: number, rows: number): void {
    if (cols === this.#cols && rows === this.#rows) return;
    this.#cols = cols;
    this.#rows = rows;
    this.#event('r', `${cols}x${rows}`);
  }

  #event(kind: 'o' | 'r' | 'm', data: string, done?: () => void): void {
    if (this.#full) {
      done?.();
      return;
    }
    if (this.#bytes + data.length > this.options.maxBytes) {
      this.#write([this.#seconds(), 'm', '录像到这里为止：太大了']);
      this.#full = true;
      done?.();
      return;
    }
    this.#write([this.#seconds(), kind, data], done);
  }

  #write(value: unknown, done?: () => void): void {
    const line = `${JSON.stringify(value)}\n`;
    this.#bytes += Buffer.byteLength(line);
    this.stream.write(line, () => done?.());
  }

  #seconds(): number {
    return Math.round((performance.now() - this.#beganMs) * 1000) / 1_000_000;
  }
}
