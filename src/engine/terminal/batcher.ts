import { Frame, MAX_FRAME_DATA_BYTES } from './frame.ts';

/** Long enough to gather what a program prints in one go, short enough not to be felt. */
const BATCH_MS = 5;

const EMPTY = Buffer.alloc(0);

/**
 * Gathers output into frames: the first bytes after a silence go at once (an echo must not wait), what follows
 * is sent every 5 ms. A batch never ends inside a UTF-8 sequence; the incomplete character opens the next one.
 * What is pushed is copied, once: nearly all that a server does for a flood is done here.
 */
export class Batcher {
  #pieces: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastSentMs = -Infinity;
  readonly #send: (frame: Frame) => void;

  constructor(send: (frame: Frame) => void) {
    this.#send = send;
  }

  /** The chunk may be overwritten afterwards. A full frame goes at once: a bigger one is no cheaper, and is shown later. */
  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#bytes + chunk.length > MAX_FRAME_DATA_BYTES) this.flush();
    const waitMs = this.#timer ? BATCH_MS : this.#lastSentMs + BATCH_MS - performance.now();
    if (waitMs <= 0 || this.#bytes + chunk.length >= MAX_FRAME_DATA_BYTES)
      return this.#sendWith(chunk, false);
    this.#pieces.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    this.#timer ??= setTimeout(() => this.flush(), waitMs);
  }

  /** Sends what there is; `final` also what can't be a whole character any more. */
  flush(final = false): void {
    this.#sendWith(EMPTY, final);
  }

  #sendWith(last: Buffer, final: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = this.#bytes + last.length;
    if (bytes === 0) return;
    const frame = Frame.of([...this.#pieces, last]);
    const { data } = frame;
    const rest = final ? 0 : incompleteAtEnd(data);
    this.#pieces = rest > 0 ? [Buffer.from(data.subarray(bytes - rest))] : [];
    this.#bytes = rest;
    if (bytes === rest) return frame.release();
    if (rest > 0) frame.cut(rest);
    this.#lastSentMs = performance.now();
    this.#send(frame);
  }
}

/** How many bytes at the end begin a UTF-8 sequence that isn't finished; 0 for what can't become one. */
export function incompleteAtEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue; // a continuation: look further back for what it continues
    const length = byte >= 0xf8 ? 0 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    return length > back ? back : 0;
  }
  return 0;
}
