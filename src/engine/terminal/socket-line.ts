import type { Socket } from 'node:net';
import type { ShellSocket } from '../machine.ts';
import {
  MAX_UNWRITTEN_BYTES,
  type Beginning,
  type Line,
  type LineEvents,
  type Position,
  type Size,
} from './line.ts';
import { attachFrame, frame, HELLO_BYTES, MasterOp, MAX_FRAME_BYTES, readHello } from './master-protocol.ts';

/** A master answers within a millisecond; one that doesn't is the learner's own invention. */
const HELLO_WITHIN_MS = 3_000;
/** So much at a time is a flood. */
const YIELD_BYTES = 16 * 1024;
/** While somebody types, a flood waits this long between two reads: still 25 MB/s, as much as a page can show. */
const GIVE_WAY_MS = 2;
/** How long after a key it is taken that more will come. */
const TYPING_MS = 200;
/** In any terminal of this server; what floods because of it gives way to others only. */
let typed: { readonly ms: number; readonly line: SocketLine } | undefined;

/** One for all lines: what was read is passed on before anything else is. A flood would else leave the collector 64 KiB a read. */
const READ_BUFFER = Buffer.allocUnsafe(64 * 1024);

/**
 * The way through the master's socket, no process between. The master is a program of the machine and may have been
 * replaced: what it says is only ever shown to the owner of that machine, and how much of it is read is up to us.
 */
export class SocketLine implements Line {
  readonly life: string;
  readonly replayBytes: number;
  readonly gap: boolean;
  readonly size: Size;
  readonly #socket: Socket;
  readonly #terminal: number;
  readonly #events: LineEvents;
  #at: number;
  #closing = false;
  #paused = false;
  #yielding = false;

  static open(
    shell: ShellSocket,
    size: Size,
    from: Position | undefined,
    events: LineEvents,
  ): Promise<SocketLine | undefined> {
    let hear = (_: Buffer): void => undefined;
    let socket: Socket;
    try {
      socket = shell.connect({
        buffer: READ_BUFFER,
        callback: (bytes) => {
          hear(READ_BUFFER.subarray(0, bytes));
          return true;
        },
      });
    } catch {
      return Promise.resolve(undefined); // the master is between two lives, or was removed
    }
    return new Promise((resolve) => {
      let head: Buffer = Buffer.alloc(0);
      const give = (line: SocketLine | undefined): void => {
        clearTimeout(patience);
        socket.removeListener('close', refused);
        if (!line) socket.destroy();
        resolve(line);
      };
      const refused = (): void => give(undefined);
      const patience = setTimeout(refused, HELLO_WITHIN_MS);
      hear = (chunk) => {
        head = Buffer.concat([head, chunk]);
        if (head.length < HELLO_BYTES) return;
        const hello = readHello(head);
        if (!hello) return give(undefined);
        const rest = head.subarray(HELLO_BYTES); // head is a copy
        const continues = from !== undefined && from.life === hello.life;
        const beginning = {
          life: hello.life,
          replayBytes: from === undefined ? Math.max(0, hello.end - hello.from) : 0,
          gap: hello.from > (continues ? from.at : 0),
          size: hello.size,
        };
        const line = new SocketLine(socket, shell.terminal, beginning, hello.from, events);
        hear = (data) => line.#hear(data);
        give(line);
        if (rest.length > 0) hear(rest);
      };
      socket.on('error', () => undefined); // 'close' follows
      socket.on('close', refused);
      socket.write(attachFrame(shell.terminal, size, from));
    });
  }

  private constructor(
    socket: Socket,
    terminal: number,
    beginning: Beginning & { life: string; size: Size },
    at: number,
    events: LineEvents,
  ) {
    this.#socket = socket;
    this.#terminal = terminal;
    this.#events = events;
    this.#at = at;
    this.life = beginning.life;
    this.replayBytes = beginning.replayBytes;
    this.gap = beginning.gap;
    this.size = beginning.size;
    // Not waiting for a master that takes no more of what was typed.
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      if (this.#closing) return;
      events.onEnd({ position: { life: this.life, at: this.#at }, shellEnded: undefined });
    });
  }

  write(data: Uint8Array): void {
    typed = { ms: performance.now(), line: this };
    this.#send(MasterOp.Input, data);
  }

  interrupt(data: Uint8Array): void {
    this.#send(MasterOp.Interrupt, data);
  }

  resize(cols: number, rows: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt16BE(cols, 0);
    payload.writeUInt16BE(rows, 2);
    this.#send(MasterOp.Size, payload);
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    if (!this.#yielding) this.#socket.resume();
  }

  hangUp(force: boolean): void {
    this.#send(MasterOp.HangUp, Buffer.from([this.#terminal, force ? 1 : 0]));
  }

  close(): Promise<void> {
    this.#closing = true;
    this.#socket.destroy();
    return Promise.resolve();
  }

  #hear(data: Buffer): void {
    this.#at += data.length;
    if (this.#closing) return;
    this.#events.onData(data);
    if (data.length >= YIELD_BYTES) this.#yield();
  }

  /**
   * Lets every other socket have its turn: libuv reads one that has always more 32 times before it looks at the next. And
   * lets the processor have time for an echo: a flood keeps several processes busy, which all have to wait then.
   */
  #yield(): void {
    if (this.#yielding) return;
    this.#yielding = true;
    this.#socket.pause();
    const resume = (): void => {
      this.#yielding = false;
      if (!this.#paused) this.#socket.resume();
    };
    const others = typed && typed.line !== this && performance.now() - typed.ms < TYPING_MS;
    if (others) setTimeout(resume, GIVE_WAY_MS);
    else setImmediate(resume);
  }

  #send(op: number, data: Uint8Array): void {
    // The master reads always; this is for what was put in its place.
    if (this.#socket.writableLength + data.length > MAX_UNWRITTEN_BYTES) return;
    for (let at = 0; at < data.length; at += MAX_FRAME_BYTES)
      this.#socket.write(frame(op, data.subarray(at, at + MAX_FRAME_BYTES)));
  }
}
