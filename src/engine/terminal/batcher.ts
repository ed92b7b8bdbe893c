/** Long enough to gather what a program prints in one go, short enough not to be felt. */
const BATCH_MS = 5;
/** A fuller batch goes at once: a bigger frame is no cheaper, and a screen shows it later. */
const MAX_BATCH_BYTES = 64 * 1024;

/**
 * Gathers output into frames: the first bytes after a silence go at once (an echo must not wait), what follows is sent
 * every 5 ms. A batch never ends inside a UTF-8 sequence; the incomplete character opens the next one.
 */
export class Batcher {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastSentMs = -Infinity;
  readonly #send: (data: Buffer) => void;

  constructor(send: (data: Buffer) => void) {
    this.#send = send;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= MAX_BATCH_BYTES) {
      this.flush();
    } else if (this.#timer === undefined) {
      const wait = this.#lastSentMs + BATCH_MS - performance.now();
      if (wait <= 0) this.flush();
      else this.#timer = setTimeout(() => this.flush(), wait);
    }
  }

  /** Sends what there is; `final` also what can't be a whole character any more. */
  flush(final = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#bytes === 0) return;
    const data = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#bytes);
    const rest = final ? 0 : incompleteAtEnd(data);
    this.#chunks = rest > 0 ? [data.subarray(data.length - rest)] : [];
    this.#bytes = rest;
    if (data.length === rest) return;
    this.#lastSentMs = performance.now();
    this.#send(data.subarray(0, data.length - rest));
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
