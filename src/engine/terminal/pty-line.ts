import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn, type IPty } from 'node-pty';
import type { ShellProgram } from '../machine.ts';
import { MAX_UNWRITTEN_BYTES, type Line, type LineEvents, type Size } from './line.ts';

/** A program that doesn't read leaves the pty's input queue full: try again, but not in a busy loop as node-pty does. */
const RETRY_MIN_MS = 1;
const RETRY_MAX_MS = 32;
/** A client that prints nothing for this long counts as connected. */
const SILENT_MS = 400;
const KILL_GRACE_MS = 500;
/** node-pty closes the pty 200 ms after its process ended, read or not: a paused line has to find out by itself. */
const PAUSED_CHECK_MS = 50;
/** `matou-tty attach` found no master. */
const NOT_REACHED = 75;

interface PtyInsides {
  readonly fd: number;
  readonly _pty: string;
  readonly _socket: { readonly destroyed: boolean };
}

/** The way through a program under a pty of the host, where there is no other. */
export class PtyLine implements Line {
  readonly life = undefined;
  readonly replayBytes = 0;
  readonly gap = false;
  readonly size = undefined;
  readonly #pty: IPty;
  readonly #insides: PtyInsides;
  readonly #shell: ShellProgram;
  readonly #events: LineEvents;
  readonly #exited: Promise<void>;
  #open = true;
  #connected = false;
  #closing = false;
  #settle!: (connected: boolean) => void;
  readonly #settled = new Promise<boolean>((resolve) => (this.#settle = resolve));
  #unwritten: Buffer[] = [];
  #unwrittenBytes = 0;
  #retryMs = RETRY_MIN_MS;
  #retry: NodeJS.Timeout | undefined;
  #pausedCheck: NodeJS.Timeout | undefined;
  #slave: number | undefined;

  static async open(
    shell: ShellProgram,
    size: Size,
    again: boolean,
    events: LineEvents,
  ): Promise<PtyLine | undefined> {
    const line = new PtyLine(shell, size, again, events);
    const silent = setTimeout(() => line.#connect(), SILENT_MS);
    try {
      return (await line.#settled) ? line : undefined;
    } finally {
      clearTimeout(silent);
    }
  }

  private constructor(shell: ShellProgram, { cols, rows }: Size, again: boolean, events: LineEvents) {
    this.#shell = shell;
    this.#events = events;
    this.#pty = spawn(shell.file, [...shell.args, ...(again ? (shell.argsAgain ?? []) : [])], {
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
    this.#pty.onData((data) => {
      if (this.#closing) return;
      this.#connect();
      this.#events.onData(data as unknown as Buffer);
    });
    this.#exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#ended(exitCode, signal ?? 0);
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

  interrupt(data: Uint8Array): void {
    this.#dropUnwritten();
    this.write(data);
  }

  resize(cols: number, rows: number): void {
    // The pty is closed a moment before its end is told; its number may then be another's.
    if (this.#open && !this.#insides._socket.destroyed) this.#pty.resize(cols, rows);
  }

  pause(): void {
    if (!this.#open || this.#pausedCheck) return;
    this.#pty.pause();
    this.#pausedCheck = setInterval(() => {
      if (!isAlive(this.#pty.pid)) this.resume();
    }, PAUSED_CHECK_MS);
  }

  resume(): void {
    clearInterval(this.#pausedCheck);
    this.#pausedCheck = undefined;
    if (this.#open) this.#pty.resume();
  }

  hangUp(force: boolean): void {
    // Not heard: then the line doesn't end, and that is what the caller looks at.
    void this.#shell.hangUp?.(force).catch(() => undefined);
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

  #connect(): void {
    if (this.#connected || this.#closing) return;
    this.#connected = true;
    this.#settle(true);
  }

  #ended(exitCode: number, signal: number): void {
    this.#open = false;
    this.#allowHangUp();
    clearTimeout(this.#retry);
    clearInterval(this.#pausedCheck);
    this.#dropUnwritten();
    if (exitCode === 0 && signal === 0) this.#connect(); // there was a shell, and it had nothing to say
    this.#settle(this.#connected);
    if (this.#closing || !this.#connected) return;
    this.#events.onEnd({ position: undefined, shellEnded: signal === 0 && exitCode !== NOT_REACHED });
  }

  #allowHangUp(): void {
    if (this.#slave !== undefined) closeSync(this.#slave);
    this.#slave = undefined;
  }

  #dropUnwritten(): void {
    this.#unwritten = [];
    this.#unwrittenBytes = 0;
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
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return this.#dropUnwritten();
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
