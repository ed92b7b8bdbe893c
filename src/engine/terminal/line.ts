import { closeSync, constants, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn, type IPty } from 'node-pty';
import type { ShellAttachment } from '../machine.ts';
import { isIdle } from './client-idle.ts';
import { DtachNoise } from './dtach-noise.ts';

/** A new client is asked to draw at one row less, then at the right size: a shell draws its prompt again only on a change. */
const NUDGE_MS = 100;
/** From dtach's first bytes until it is waiting: it misses a change of size before that. */
const HELLO_MS = 3;
/** A farewell arrives in one piece or the next; an ordinary escape sequence cut in two must not wait longer. */
const HOLD_MS = 20;
/** …but after the whole farewell only the process has to end, which takes its time on a busy machine. */
const HOLD_WHOLE_MS = 2000;
/** A program that doesn't read leaves the pty's input queue full: try again, but not in a busy loop as node-pty does. */
const RETRY_MIN_MS = 1;
const RETRY_MAX_MS = 32;
/** Input for a program that doesn't read. What is typed beyond it is lost. */
const MAX_UNWRITTEN_BYTES = 4 * 1024 * 1024;
/** A client that prints nothing for this long counts as connected. */
const SILENT_MS = 400;
const KILL_GRACE_MS = 500;
/** node-pty closes the pty 200 ms after its process ended, read or not: a paused line has to find out by itself. */
const PAUSED_CHECK_MS = 50;
/** A new size waits until dtach's client is between two writes, and this long at most: see isIdle. */
const SIZE_WAIT_MS = 1000;
const SIZE_RETRY_MS = 1;

export interface LineEvents {
  readonly onData: (data: Buffer) => void;
  /** Once. `shellEnded`: the shell itself, not just the way to it. Not called when the line was never connected. */
  readonly onEnd: (end: { readonly shellEnded: boolean }) => void;
}

interface PtyInsides {
  readonly fd: number;
  readonly _pty: string;
  readonly _socket: { readonly destroyed: boolean };
}

/** The way to one shell: a pty with the program in it that connects to that shell. */
export class Line {
  readonly #pty: IPty;
  readonly #insides: PtyInsides;
  readonly #events: LineEvents;
  readonly #noise = new DtachNoise();
  readonly #exited: Promise<void>;
  #open = true;
  #connected = false;
  #closing = false;
  #settle!: (connected: boolean) => void;
  readonly #settled = new Promise<boolean>((resolve) => (this.#settle = resolve));
  #cols: number;
  #rows: number;
  #unwritten: Buffer[] = [];
  #unwrittenBytes = 0;
  #retryMs = RETRY_MIN_MS;
  #retry: NodeJS.Timeout | undefined;
  #hold: NodeJS.Timeout | undefined;
  #nudge: NodeJS.Timeout | undefined;
  #pausedCheck: NodeJS.Timeout | undefined;
  #size: NodeJS.Timeout | undefined;
  #sizeSet: string;
  readonly #minds: boolean;
  #slave: number | undefined;

  /** Resolves with undefined when the shell could not be reached. */
  static async open(
    shell: ShellAttachment,
    cols: number,
    rows: number,
    events: LineEvents,
  ): Promise<Line | undefined> {
    const line = new Line(shell, cols, rows, events);
    const silent = setTimeout(() => line.#connect(), SILENT_MS);
    try {
      return (await line.#settled) ? line : undefined;
    } finally {
      clearTimeout(silent);
    }
  }

  private constructor(shell: ShellAttachment, cols: number, rows: number, events: LineEvents) {
    this.#events = events;
    this.#sizeSet = `${cols}x${rows}`;
    this.#minds = path.basename(shell.file) === 'dtach';
    this.#cols = cols;
    this.#rows = rows;
    this.#pty = spawn(shell.file, [...shell.args], {
      name: 'xterm-256color',
      cols,
      rows,
      cwd: '/',
      encoding: null,
    });
    this.#insides = this.#pty as unknown as PtyInsides;
    // libuv takes a hang-up for the end though there is more to read, up to 12 kB: none comes while this is open.
    this.#slave = openSync(this.#insides._pty, constants.O_RDWR | constants.O_NOCTTY);
    // With `encoding: null` node-pty gives Buffers, whatever its types say.
    this.#pty.onData((data) => this.#read(data as unknown as Buffer));
    this.#exited = new Promise((resolve) => {
      this.#pty.onExit(({ signal }) => {
        this.#ended(signal ?? 0);
        resolve();
      });
    });
  }

  write(data: Uint8Array): void {
    if (!this.#open || this.#unwrittenBytes + data.length > MAX_UNWRITTEN_BYTES) return;
    this.#unwritten.push(Buffer.from(data));
    this.#unwrittenBytes += data.length;
    if (this.#retry === undefined) this.#writeOut();
  }

  /** Forgets what was typed and not yet taken. */
  dropUnwritten(): void {
    this.#unwritten = [];
    this.#unwrittenBytes = 0;
  }

  resize(cols: number, rows: number): void {
    this.#cols = cols;
    this.#rows = rows;
    if (this.#open && this.#nudge === undefined) this.#setSize(cols, rows);
  }

  pause(): void {
    if (!this.#open || this.#pausedCheck) return;
    if (this.#size === undefined) this.#pty.pause();
    this.#pausedCheck = setInterval(() => {
      if (!isAlive(this.#pty.pid)) this.resume();
    }, PAUSED_CHECK_MS);
  }

  resume(): void {
    clearInterval(this.#pausedCheck);
    this.#pausedCheck = undefined;
    if (this.#open) this.#pty.resume();
  }

  /** Ends the client, never the shell. Nothing is heard of it any more. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#settle(false);
    if (!this.#open) return;
    this.#allowHangUp();
    // A client that is stuck in a write must get out of it.
    this.resume();
    this.#pty.kill('SIGHUP');
    const exited = await Promise.race([this.#exited.then(() => true), sleep(KILL_GRACE_MS, false)]);
    if (!exited) {
      this.#pty.kill('SIGKILL');
      await this.#exited;
    }
  }

  #read(chunk: Buffer): void {
    if (this.#closing) return;
    clearTimeout(this.#hold);
    const data = this.#noise.push(chunk);
    if (this.#noise.kind === 'dtach' || this.#noise.kind === 'plain') this.#connect();
    if (data.length > 0) {
      this.#events.onData(data);
      if (this.#nudge) this.#endNudge();
    }
    // Nothing comes after that.
    if (this.#noise.kind === 'refused' || this.#noise.holding === 'whole') this.#allowHangUp();
    if (this.#noise.holding)
      this.#hold = setTimeout(
        () => this.#events.onData(this.#noise.release()),
        this.#noise.holding === 'whole' ? HOLD_WHOLE_MS : HOLD_MS,
      );
  }

  #connect(): void {
    if (this.#connected || this.#closing) return;
    this.#connected = true;
    this.#settle(true);
    if (this.#noise.kind !== 'dtach') return;
    this.#nudge = setTimeout(() => {
      this.#setSize(this.#cols, this.#rows > 1 ? this.#rows - 1 : 2);
      this.#nudge = setTimeout(() => this.#endNudge(), NUDGE_MS);
    }, HELLO_MS);
  }

  #endNudge(): void {
    clearTimeout(this.#nudge);
    this.#nudge = undefined;
    if (this.#open) this.#setSize(this.#cols, this.#rows);
  }

  #setSize(cols: number, rows: number, sinceMs = performance.now()): void {
    clearTimeout(this.#size);
    this.#size = undefined;
    const same = this.#sizeSet === `${cols}x${rows}`;
    if (!same && this.#minds && !isIdle(this.#pty.pid) && performance.now() - sinceMs < SIZE_WAIT_MS) {
      // It may be stuck in a write: only reading gets it out of there.
      this.#pty.resume();
      this.#size = setTimeout(() => this.#setSize(cols, rows, sinceMs), SIZE_RETRY_MS);
      return;
    }
    if (this.#pausedCheck) this.#pty.pause();
    // The pty is closed a moment before its end is told; its number may then be another's.
    if (same || this.#insides._socket.destroyed) return;
    this.#pty.resize(cols, rows);
    this.#sizeSet = `${cols}x${rows}`;
  }

  #ended(signal: number): void {
    this.#open = false;
    this.#allowHangUp();
    for (const timer of [this.#retry, this.#hold, this.#nudge, this.#pausedCheck, this.#size])
      clearTimeout(timer);
    this.dropUnwritten();
    const { rest, shellEnded } = this.#noise.end();
    this.#settle(this.#connected);
    if (this.#closing || !this.#connected) return;
    if (rest.length > 0) this.#events.onData(rest);
    this.#events.onEnd({ shellEnded: this.#noise.kind === 'dtach' ? shellEnded : signal === 0 });
  }

  /** Without it the end is told only when node-pty loses patience, 200 ms after the client has ended. */
  #allowHangUp(): void {
    if (this.#slave !== undefined) closeSync(this.#slave);
    this.#slave = undefined;
  }

  /** Not node-pty's own write: it spins on a full queue, and may write to its descriptor after that was closed and reused. */
  #writeOut(): void {
    this.#retry = undefined;
    while (this.#unwritten.length > 0 && this.#open && !this.#insides._socket.destroyed) {
      const data = this.#unwritten[0]!;
      let taken: number;
      try {
        taken = writeSync(this.#insides.fd, data);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return this.dropUnwritten();
        this.#retry = setTimeout(() => this.#writeOut(), this.#retryMs);
        this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
        return;
      }
      this.#retryMs = RETRY_MIN_MS;
      this.#unwrittenBytes -= taken;
      if (taken === data.length) this.#unwritten.shift();
      else this.#unwritten[0] = data.subarray(taken);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
