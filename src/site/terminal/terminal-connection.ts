import {
  ACK_EVERY_BYTES,
  decodeServerFrame,
  encodeClientFrame,
  FrameError,
  MAX_COLS,
  MAX_INPUT_BYTES,
  MAX_ROWS,
  MIN_COLS,
  MIN_ROWS,
  TOO_MANY_TERMINALS,
  type ClientFrame,
  type CommandLines,
  type Mark,
  type ServerFrame,
} from '../../shared/wire.ts';
import { backoffMs } from '../live/backoff.ts';
import { createStore, type Store } from '../live/store.ts';

/** What draws: xterm.js in the page, a recorder in the tests. */
export interface TerminalSink {
  /** `parsed` is called when the bytes were worked off, not when they were taken: it drives the flow control. */
  write(data: Uint8Array, parsed: () => void): void;
  /** Reset, take this size, show this screen. */
  restore(cols: number, rows: number, data: Uint8Array): void;
  /** Follows a restore: where the commands stand in it. */
  commands(lines: CommandLines): void;
  /** Another page set the size. */
  size(cols: number, rows: number): void;
}

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** The socket broke; the shell lives on at the other end. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'exited'; readonly code: number }
  /** The learner has as many terminals open as there may be. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'closed' };

/** The part of WebSocket that is used. */
export interface SocketLike {
  binaryType: BinaryType;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

export interface TerminalConnectionOptions {
  readonly sink: TerminalSink;
  readonly openSocket: () => SocketLike;
  readonly onMark?: (mark: Mark) => void;
}

const encoder = new TextEncoder();

/** For half a minute the waits stay near a second: a learner who sits there should not wait for a wait. */
const SHORT_WAITS = 30;
const SHORT_WAIT_ATTEMPT = 2;

/** One terminal's way to its shell: socket, frames, flow control, reconnecting. Knows nothing of the DOM. */
export class TerminalConnection implements Disposable {
  readonly state: Store<ConnectionState> = createStore<ConnectionState>({ kind: 'connecting' });
  readonly #options: TerminalConnectionOptions;
  #socket: SocketLike | undefined;
  #open = false;
  #unacked = 0;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wanted: { cols: number; rows: number } | undefined;
  #size: { cols: number; rows: number } | undefined;

  constructor(options: TerminalConnectionOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Keystrokes and pastes. Dropped while the line is down: typing blind into a shell does harm. */
  input(text: string): void {
    if (!this.#open) return;
    for (const data of splitInput(encoder.encode(text))) this.#send({ op: 'input', data });
  }

  /** Says the size this page wants; sent again on a new connection if the shell's size is another. */
  resize(cols: number, rows: number): void {
    const wanted = { cols: clamp(cols, MIN_COLS, MAX_COLS), rows: clamp(rows, MIN_ROWS, MAX_ROWS) };
    this.#wanted = wanted;
    if (this.#open && !sameSize(wanted, this.#size)) this.#sendSize(wanted);
  }

  /** Now, instead of when the wait is over; also opens a new shell after the old one ended. */
  reconnect(): void {
    const { kind } = this.state.get();
    if (kind !== 'waiting' && kind !== 'exited' && kind !== 'refused') return;
    this.#attempt = 0;
    this.#drop();
    this.#connect();
  }

  [Symbol.dispose](): void {
    this.#drop();
    this.state.set({ kind: 'closed' });
  }

  #drop(): void {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#open = false;
    socket?.close();
  }

  #connect(): void {
    clearTimeout(this.#retry);
    const socket = this.#options.openSocket();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#unacked = 0;
    this.#size = undefined;
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#open = true;
      if (this.#wanted) this.#sendSize(this.#wanted);
    };
    socket.onmessage = (event: { data: unknown }) => {
      if (this.#socket === socket) this.#receive(event.data, socket);
    };
    socket.onclose = ({ code }: { code?: number }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#open = false;
      // After the shell's end the server closes: only the learner opens a new one.
      if (this.state.get().kind === 'exited') return;
      // Asking again makes no room: the learner has to.
      if (code === TOO_MANY_TERMINALS) {
        this.state.set({ kind: 'refused' });
        return;
      }
      this.state.set({ kind: 'waiting' });
      this.#retry = setTimeout(() => this.#connect(), this.#waitMs());
    };
  }

  #waitMs(): number {
    const attempt = this.#attempt++;
    return backoffMs(
      attempt < SHORT_WAITS
        ? Math.min(attempt, SHORT_WAIT_ATTEMPT)
        : attempt - SHORT_WAITS + SHORT_WAIT_ATTEMPT,
    );
  }

  #receive(data: unknown, socket: SocketLike): void {
    if (!(data instanceof ArrayBuffer)) return;
    let frame: ServerFrame;
    try {
      frame = decodeServerFrame(new Uint8Array(data));
    } catch (error) {
      // One bad frame means that the stream cannot be trusted any more: a fresh Restore can.
      if (error instanceof FrameError || error instanceof SyntaxError || error instanceof RangeError) {
        socket.close();
        return;
      }
      throw error;
    }
    const { sink, onMark } = this.#options;
    switch (frame.op) {
      case 'output': {
        const bytes = frame.data.length;
        sink.write(frame.data, () => this.#parsed(bytes, socket));
        return;
      }
      case 'restore':
        // The first whole screen, not the open socket, is the proof that the shell is there.
        this.#attempt = 0;
        this.#size = { cols: frame.cols, rows: frame.rows };
        this.state.set({ kind: 'open' });
        sink.restore(frame.cols, frame.rows, frame.data);
        return;
      case 'commands':
        sink.commands(frame.lines);
        return;
      case 'exit':
        this.state.set({ kind: 'exited', code: frame.code });
        return;
      case 'mark':
        onMark?.(frame.mark);
        return;
      case 'size':
        this.#size = { cols: frame.cols, rows: frame.rows };
        sink.size(frame.cols, frame.rows);
        return;
    }
  }

  /** Bytes that arrived on a socket that is gone are not owed to the new one. */
  #parsed(bytes: number, socket: SocketLike): void {
    if (this.#socket !== socket || !this.#open) return;
    this.#unacked += bytes;
    if (this.#unacked < ACK_EVERY_BYTES) return;
    this.#send({ op: 'ack', bytes: this.#unacked });
    this.#unacked = 0;
  }

  #sendSize(size: { cols: number; rows: number }): void {
    this.#size = size;
    this.#send({ op: 'resize', ...size });
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(encodeClientFrame(frame));
  }
}

/** Pieces that the server accepts, none ending inside a UTF-8 sequence. */
export function* splitInput(bytes: Uint8Array, maxBytes: number = MAX_INPUT_BYTES): Generator<Uint8Array> {
  let start = 0;
  while (bytes.length - start > maxBytes) {
    let end = start + maxBytes;
    while (end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
    yield bytes.subarray(start, end);
    start = end;
  }
  if (bytes.length > start) yield bytes.subarray(start);
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const sameSize = (
  a: { cols: number; rows: number },
  b: { cols: number; rows: number } | undefined,
): boolean => a.cols === b?.cols && a.rows === b.rows;
