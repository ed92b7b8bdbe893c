import { setTimeout as sleep } from 'node:timers/promises';
import type { ShellAttachment } from '../machine.ts';
import { Line } from './line.ts';
import { TerminalUnavailable } from './types.ts';

const RETRY_MIN_MS = 25;
const RETRY_MAX_MS = 2000;
/** A shell that ended sooner may do so again: the next one is not asked for at once. */
const LIVED_MS = 3000;
const SHORT_LIVED_WAIT_MS = 200;

/** Leaves whatever the dead shell's programs had switched on: the alternate screen, mouse reports, margins, colours. */
const SANE =
  '\x1b[?47l\x1b[!p\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[m';
const quietly = (text: string): Buffer => Buffer.from(`${SANE}\r\n\x1b[2m[${text}]\x1b[m\r\n`);
const NEW_SHELL = quietly('这个 shell 已退出，已为你开了一个新的');
const SAME_SHELL = quietly('与 shell 的连接断过，已重新连上');
const NO_SHELL = quietly('连不上 shell 了');

export interface LinkOptions {
  readonly attach: () => Promise<ShellAttachment>;
  readonly timeoutMs: number;
  readonly size: () => { readonly cols: number; readonly rows: number };
  /** What the shell prints, and our own lines about it. */
  readonly onData: (data: Buffer) => void;
  /** The shell at the other end is not the one it was, or may not be. */
  readonly onLost: () => void;
  /** No shell could be reached for `timeoutMs`. */
  readonly onGone: () => void;
}

/** Keeps a line to the shell: when that ends, to the next shell. */
export class Link {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  #line: Line | undefined;
  #paused = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** The first connection. What `attach` rejects with is passed on at once: nothing has been there to come back. */
  open(): Promise<void> {
    return this.#connect(undefined, 0, false);
  }

  write(data: Uint8Array): void {
    this.#line?.write(data);
  }

  /** Forgets input that the shell has not taken yet. */
  dropUnwritten(): void {
    this.#line?.dropUnwritten();
  }

  resize(cols: number, rows: number): void {
    this.#line?.resize(cols, rows);
  }

  pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (paused) this.#line?.pause();
    else this.#line?.resume();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#line?.close();
  }

  async #connect(greeting: Buffer | undefined, firstWaitMs: number, patient: boolean): Promise<void> {
    const deadline = performance.now() + this.#options.timeoutMs;
    let waitMs = firstWaitMs;
    for (;;) {
      await sleep(waitMs, undefined, { signal: this.#closing.signal });
      waitMs = Math.min(Math.max(waitMs * 2, RETRY_MIN_MS), RETRY_MAX_MS);
      let reason: unknown = new TerminalUnavailable('no shell answers');
      try {
        if (await this.#tryToConnect(greeting)) return;
      } catch (error) {
        if (!patient) throw error;
        reason = error;
      }
      if (performance.now() + waitMs > deadline) throw reason;
    }
  }

  async #tryToConnect(greeting: Buffer | undefined): Promise<boolean> {
    const { onData, size, attach } = this.#options;
    const { cols, rows } = size();
    const sinceMs = performance.now();
    // The shell's first bytes come before `open` has resolved.
    let early: Buffer[] | undefined = [];
    let line: Line | undefined;
    {
      using shell = await attach();
      if (this.#closing.signal.aborted) return false;
      line = await Line.open(shell, cols, rows, {
        onData: (data) => {
          if (early) early.push(data);
          else onData(data);
        },
        onEnd: ({ shellEnded }) => {
          this.#line = undefined;
          void this.#reconnect(shellEnded ? NEW_SHELL : SAME_SHELL, performance.now() - sinceMs);
        },
      });
    }
    if (!line) return false;
    if (this.#closing.signal.aborted) {
      await line.close();
      return false;
    }
    this.#line = line;
    if (greeting) onData(greeting);
    for (const data of early) onData(data);
    early = undefined;
    // Both may have changed meanwhile.
    const now = size();
    if (now.cols !== cols || now.rows !== rows) line.resize(now.cols, now.rows);
    if (this.#paused) line.pause();
    return true;
  }

  async #reconnect(greeting: Buffer, livedMs: number): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#options.onLost();
    try {
      await this.#connect(greeting, livedMs > LIVED_MS ? RETRY_MIN_MS : SHORT_LIVED_WAIT_MS, true);
    } catch {
      if (this.#closing.signal.aborted) return;
      this.#options.onData(NO_SHELL);
      this.#options.onGone();
    }
  }
}
