import type { CommandMark, Mark } from '../../shared/wire.ts';

/** An OSC 633 sequence: what it says, and where in the chunk it ends. */
export interface FoundMark {
  readonly body: string;
  readonly end: number;
}

const START = Buffer.from('\x1b]633;');
const ESC = 0x1b;
const BEL = 0x07;
/** A command line longer than this is not worth a mark; it also bounds what an unfinished sequence may hold back. */
const MAX_BODY_BYTES = 64 * 1024;
/** Shells within shells: deeper ones are forgotten, their marks still come. */
const MAX_DEPTH = 8;

/**
 * Finds OSC 633 in the bytes themselves, not by the headless terminal's parser: that one runs later, and a verdict is
 * waiting. A sequence may come in pieces; nothing is held back, only its beginning is remembered.
 */
export class MarkScanner {
  #partial: Buffer | undefined;

  scan(chunk: Buffer): FoundMark[] {
    const held = this.#partial?.length ?? 0;
    const bytes = this.#partial ? Buffer.concat([this.#partial, chunk]) : chunk;
    this.#partial = undefined;
    const found: FoundMark[] = [];
    let from = 0;
    for (;;) {
      const start = bytes.indexOf(START, from);
      if (start === -1) {
        const keep = prefixAtEnd(bytes, from);
        if (keep > 0) this.#partial = Buffer.from(bytes.subarray(bytes.length - keep));
        return found;
      }
      let end = start + START.length;
      while (end < bytes.length && bytes[end] !== BEL && bytes[end] !== ESC) end += 1;
      const unfinished = end >= bytes.length || (bytes[end] === ESC && end + 1 >= bytes.length);
      if (unfinished) {
        if (end - start <= MAX_BODY_BYTES) this.#partial = Buffer.from(bytes.subarray(start));
        return found;
      }
      if (bytes[end] === ESC && bytes[end + 1] !== 0x5c) {
        from = end; // cut off by another sequence: not a mark
        continue;
      }
      const after = end + (bytes[end] === ESC ? 2 : 1);
      found.push({ body: bytes.toString('utf8', start + START.length, end), end: after - held });
      from = after;
    }
  }
}

/** How many bytes at the end of `bytes` could be the beginning of START. */
function prefixAtEnd(bytes: Buffer, from: number): number {
  // Only the end can be it: a flood is not searched once more.
  const first = Math.max(from, bytes.length - START.length + 1);
  const last = first + bytes.subarray(first).lastIndexOf(ESC);
  if (last < first) return 0;
  return START.subarray(0, bytes.length - last).equals(bytes.subarray(last)) ? bytes.length - last : 0;
}

/**
 * Turns the shell's sequences into marks. E, D and P count with the nonce only, C after such an E only; B ends a command
 * only after D, or with the nonce as its parameter (a shell within the shell has its prompt before the outer command ends).
 * readline draws the prompt anew, B included, when the window changes: only the first B after P is a new prompt. Without
 * that, a redraw on its way while Enter is typed would pass for the end of the command.
 */
export class MarkTracker {
  state: 'prompt' | 'running' | undefined;
  #nonce: string;
  #announced: string | undefined;
  #fresh = false;
  #running: { command: string; since: number }[] = [];

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  /** Another shell is at the other end: nothing is known of it. */
  reset(): void {
    this.state = undefined;
    this.#announced = undefined;
    this.#fresh = false;
    this.#running = [];
  }

  accept(body: string, nowMs: number): Mark | undefined {
    const parts = body.split(';');
    switch (parts[0] ?? '') {
      case 'E':
        if (parts[2] === this.#nonce) this.#announced = unescape633(parts[1] ?? '');
        return undefined;
      case 'C':
        if (this.#announced === undefined) return undefined;
        this.#running.push({ command: this.#announced, since: nowMs });
        if (this.#running.length > MAX_DEPTH) this.#running.shift();
        this.#announced = undefined;
        this.state = 'running';
        return { kind: 'running' };
      case 'D':
        return parts[2] === this.#nonce ? this.#ended(parts[1] ?? '', nowMs) : undefined;
      case 'P':
        if (parts[1] === 'Prompt' && parts[2] === this.#nonce) this.#fresh = true;
        return undefined;
      case 'B':
        if (this.state === 'running' && parts[1] !== this.#nonce) return undefined;
        // Not known yet: attached to a shell that had drawn its prompt before.
        if (!this.#fresh && this.state === 'prompt') return undefined;
        this.#fresh = false;
        this.state = 'prompt';
        return { kind: 'prompt' };
      default:
        return undefined;
    }
  }

  #ended(code: string, nowMs: number): ({ readonly kind: 'command' } & CommandMark) | undefined {
    const exitCode = Number(code);
    if (code === '' || !Number.isInteger(exitCode)) return undefined;
    const command = this.#running.pop();
    // Not 'prompt' yet: the prompt is there when B says so. But B may come now.
    this.state = undefined;
    return {
      kind: 'command',
      command: command?.command ?? '',
      exitCode,
      durationMs: command ? Math.round(nowMs - command.since) : 0,
    };
  }
}

/** VS Code's escapes: `\\` is a backslash, `\xHH` a byte below 0x80 (`;`, newline, escape). */
export function unescape633(text: string): string {
  return text.replace(/\\(?:\\|x([0-9a-fA-F]{2}))/g, (_, hex: string | undefined) =>
    hex === undefined ? '\\' : String.fromCharCode(parseInt(hex, 16)),
  );
}
