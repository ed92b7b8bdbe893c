import { setTimeout as sleep } from 'node:timers/promises';
import type { ShellAttachment } from '../machine.ts';
import type { Beginning, Line, LineEnd, Size } from './line.ts';
import { openLine } from './open-line.ts';
import { TerminalUnavailable } from './types.ts';

const RETRY_MIN_MS = 25;
const RETRY_MAX_MS = 2000;
/** A line that ended sooner was short: after a few of them in a row the next is opened later each time. */
const LIVED_MS = 3000;
const SHORT_LINES_FREE = 3;
const SHORT_LINE_WAIT_MS = 200;
/** Less than the master holds a shell back for somebody who comes back: its COMES_BACK_MS. */
const SHORT_LINE_WAIT_MAX_MS = 2000;
/** A shell that was hung up on has ended by then; one that runs something has not. */
const HANG_UP_WITHIN_MS = 2000;
/** Two changes of size in a row would look like none. */
const REDRAW_MS = 100;

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
  readonly size: () => Size;
  /** A line begins; what it replays comes next, before anything new. */
  readonly onBegin: (beginning: Beginning) => void;
  /** What the shell prints, and our own lines about it. */
  readonly onData: (data: Buffer) => void;
  /** The shell at the other end is not the one it was, or may not be. */
  readonly onLost: () => void;
  /** No shell could be reached for `timeoutMs`, or it was hung up on. */
  readonly onGone: () => void;
}

/** Keeps a line to the shell: when that ends, to the same shell or to the next. */
export class Link {
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  #line: Line | undefined;
  #paused = false;
  #hangingUp: (() => void) | undefined;
  #shortLines = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** The first connection. What `attach` rejects with is passed on at once: nothing has been there to come back. */
  open(): Promise<void> {
    return this.#connect(undefined, 0);
  }

  write(data: Uint8Array): void {
    this.#line?.write(data);
  }

  /** Types, and forgets what was typed before and the shell has not taken yet. */
  interrupt(data: Uint8Array): void {
    this.#line?.interrupt(data);
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

  /** Ends the shell, and with it the link. Without `force` a shell that runs something is left alone: resolves with false. */
  async hangUp(force: boolean): Promise<boolean> {
    const line = this.#line;
    if (!line || this.#hangingUp) return false;
    let patience: NodeJS.Timeout | undefined;
    const ended = new Promise<boolean>((resolve) => {
      this.#hangingUp = () => resolve(true);
      patience = setTimeout(() => resolve(false), HANG_UP_WITHIN_MS);
    });
    line.hangUp(force);
    // A line that is not read doesn't come to its end.
    line.resume();
    const done = await ended;
    clearTimeout(patience);
    this.#hangingUp = undefined;
    if (!done && this.#paused) line.pause();
    return done;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#line?.close();
  }

  async #connect(last: LineEnd | undefined, firstWaitMs: number): Promise<void> {
    const deadline = performance.now() + this.#options.timeoutMs;
    let waitMs = firstWaitMs;
    for (;;) {
      await sleep(waitMs, undefined, { signal: this.#closing.signal });
      waitMs = Math.min(Math.max(waitMs * 2, RETRY_MIN_MS), RETRY_MAX_MS);
      let reason: unknown = new TerminalUnavailable('no shell answers');
      try {
        if (await this.#tryToConnect(last)) return;
      } catch (error) {
        if (!last) throw error;
        reason = error;
      }
      if (performance.now() + waitMs > deadline) throw reason;
    }
  }

  async #tryToConnect(last: LineEnd | undefined): Promise<boolean> {
    const { onData, size, attach } = this.#options;
    const sinceMs = performance.now();
    // The shell's first bytes, and perhaps its end, come before `open` has resolved.
    let early: Buffer[] | undefined = [];
    let end: LineEnd | undefined;
    const shell = await attach();
    if (this.#closing.signal.aborted) return false;
    const line = await openLine(shell, size(), last?.position, last !== undefined, {
      onData: (data) => {
        if (early) early.push(Buffer.from(data));
        else onData(data);
      },
      onEnd: (its) => {
        end = its;
        if (!early) this.#ended(its, sinceMs);
      },
    });
    if (!line) return false;
    if (this.#closing.signal.aborted) {
      await line.close();
      return false;
    }
    this.#line = line;
    this.#begin(line, last);
    for (const data of early) onData(data);
    early = undefined;
    const now = size();
    const has = line.size ?? now;
    if (now.cols !== has.cols || now.rows !== has.rows) line.resize(now.cols, now.rows);
    else if (line.gap) this.#redraw(line);
    if (this.#paused) line.pause();
    if (end) this.#ended(end, sinceMs);
    return true;
  }

  #begin(line: Line, last: LineEnd | undefined): void {
    const { onData, onBegin, onLost } = this.#options;
    const continues = last?.position !== undefined && last.position.life === line.life;
    if (last && !continues) onLost();
    if (last && (!continues || line.gap))
      onData(continues || last.shellEnded === false ? SAME_SHELL : NEW_SHELL);
    onBegin(line);
  }

  #ended(end: LineEnd, sinceMs: number): void {
    this.#line = undefined;
    if (this.#closing.signal.aborted) return;
    if (this.#hangingUp) {
      this.#hangingUp();
      this.#options.onGone();
      return;
    }
    const lived = performance.now() - sinceMs > LIVED_MS;
    this.#shortLines = lived ? 0 : this.#shortLines + 1;
    const beyond = this.#shortLines - SHORT_LINES_FREE;
    const waitMs = beyond > 0 ? Math.min(SHORT_LINE_WAIT_MS * 2 ** (beyond - 1), SHORT_LINE_WAIT_MAX_MS) : 0;
    void this.#reconnect(end, waitMs);
  }

  async #reconnect(end: LineEnd, waitMs: number): Promise<void> {
    if (end.position === undefined) this.#options.onLost();
    try {
      await this.#connect(end, waitMs);
    } catch {
      if (this.#closing.signal.aborted) return;
      this.#options.onData(NO_SHELL);
      this.#options.onGone();
    }
  }

  /** A program that draws the whole screen does so again when its size changes, and only when it really does. */
  #redraw(line: Line): void {
    const { cols, rows } = this.#options.size();
    line.resize(cols, rows > 1 ? rows - 1 : 2);
    setTimeout(() => {
      const now = this.#options.size();
      if (this.#line === line) line.resize(now.cols, now.rows);
    }, REDRAW_MS);
  }
}
