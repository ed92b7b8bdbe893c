/**
 * The terminal's binary frames, for both ends: one opcode byte, then a payload.
 * Output is bytes, not text: a chunk may end in the middle of a line but never inside a UTF-8 sequence.
 */

/** Browser → server. */
export const ClientOp = { Input: 0, Resize: 1, Ack: 2, Close: 3 } as const;
/** Server → browser. */
export const ServerOp = { Output: 0, Restore: 1, Exit: 2, Mark: 3, Size: 4, Commands: 5 } as const;

/** Close code: this learner has as many terminals open as there may be. */
export const TOO_MANY_TERMINALS = 4409;
/** Terminals of one machine. */
export const MAX_TERMINALS = 6;

/** Unacknowledged output that any page may have before the shell has to wait; a fast one may have more. */
export const FLOW_HIGH_BYTES = 100_000;
/** Unacknowledged output of a page that has caught up. */
export const FLOW_LOW_BYTES = 5_000;
/** The browser acknowledges each time it has parsed this much. */
export const ACK_EVERY_BYTES = 5_000;
/** Larger input frames are refused: a paste is split by the sender. */
export const MAX_INPUT_BYTES = 64 * 1024;
export const MIN_COLS = 2;
export const MAX_COLS = 500;
export const MIN_ROWS = 1;
export const MAX_ROWS = 300;

/** What the shell said about a command that ended. */
export interface CommandMark {
  readonly command: string;
  readonly exitCode: number;
  readonly durationMs: number;
}

/** Where the shell is: at its prompt, or running something. */
export type Mark =
  { readonly kind: 'prompt' } | { readonly kind: 'running' } | ({ readonly kind: 'command' } & CommandMark);

/** Where the commands stand in a screen that was restored; lines count from the top of the scrollback, -1 is gone. */
export interface CommandLines {
  readonly commands: readonly (CommandMark & {
    readonly prompt: number;
    readonly output: number;
    readonly end: number;
    readonly endColumn: number;
  })[];
  /** Of the command that is being typed or is running. */
  readonly prompt: number;
  readonly output: number;
}

export type ClientFrame =
  | { readonly op: 'input'; readonly data: Uint8Array }
  | { readonly op: 'resize'; readonly cols: number; readonly rows: number }
  | { readonly op: 'ack'; readonly bytes: number }
  /** The terminal is not wanted any more: its shell ends, with what it runs. Exit comes back, to every page. */
  | { readonly op: 'close' };

export type ServerFrame =
  | { readonly op: 'output'; readonly data: Uint8Array }
  /** The whole screen as of now: the browser resets its terminal, resizes it to this, and writes `data`. */
  | { readonly op: 'restore'; readonly cols: number; readonly rows: number; readonly data: Uint8Array }
  | { readonly op: 'exit'; readonly code: number }
  | { readonly op: 'mark'; readonly mark: Mark }
  /** Follows a restore. */
  | { readonly op: 'commands'; readonly lines: CommandLines }
  /** The pty's size was set by another page: this one shows it as it is. */
  | { readonly op: 'size'; readonly cols: number; readonly rows: number };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Thrown for a frame that does not fit; the connection is closed, the session lives on. */
export class FrameError extends Error {}

export function encodeClientFrame(frame: ClientFrame): Uint8Array<ArrayBuffer> {
  switch (frame.op) {
    case 'input':
      return withOp(ClientOp.Input, frame.data);
    case 'resize':
      return sized(ClientOp.Resize, frame.cols, frame.rows);
    case 'ack': {
      const out = new Uint8Array(5);
      out[0] = ClientOp.Ack;
      new DataView(out.buffer).setUint32(1, frame.bytes);
      return out;
    }
    case 'close':
      return new Uint8Array([ClientOp.Close]);
  }
}

export function decodeClientFrame(bytes: Uint8Array): ClientFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case ClientOp.Input:
      if (bytes.length - 1 > MAX_INPUT_BYTES)
        throw new FrameError(`input frame of ${bytes.length - 1} bytes`);
      return { op: 'input', data: bytes.subarray(1) };
    case ClientOp.Resize: {
      needLength(bytes, 5);
      const cols = view.getUint16(1);
      const rows = view.getUint16(3);
      if (cols < MIN_COLS || cols > MAX_COLS || rows < MIN_ROWS || rows > MAX_ROWS) {
        throw new FrameError(`size ${cols}x${rows} out of range`);
      }
      return { op: 'resize', cols, rows };
    }
    case ClientOp.Ack:
      needLength(bytes, 5);
      return { op: 'ack', bytes: view.getUint32(1) };
    case ClientOp.Close:
      needLength(bytes, 1);
      return { op: 'close' };
    default:
      throw new FrameError(`unknown opcode ${bytes[0]}`);
  }
}

export function encodeServerFrame(frame: ServerFrame): Uint8Array<ArrayBuffer> {
  switch (frame.op) {
    case 'output':
      return withOp(ServerOp.Output, frame.data);
    case 'restore': {
      const out = new Uint8Array(5 + frame.data.length);
      out.set(sized(ServerOp.Restore, frame.cols, frame.rows));
      out.set(frame.data, 5);
      return out;
    }
    case 'exit': {
      const out = new Uint8Array(5);
      out[0] = ServerOp.Exit;
      new DataView(out.buffer).setInt32(1, frame.code);
      return out;
    }
    case 'mark':
      return withOp(ServerOp.Mark, encoder.encode(JSON.stringify(frame.mark)));
    case 'commands':
      return withOp(ServerOp.Commands, encoder.encode(JSON.stringify(frame.lines)));
    case 'size':
      return sized(ServerOp.Size, frame.cols, frame.rows);
  }
}

export function decodeServerFrame(bytes: Uint8Array): ServerFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes[0]) {
    case ServerOp.Output:
      return { op: 'output', data: bytes.subarray(1) };
    case ServerOp.Restore:
      return { op: 'restore', cols: view.getUint16(1), rows: view.getUint16(3), data: bytes.subarray(5) };
    case ServerOp.Exit:
      return { op: 'exit', code: view.getInt32(1) };
    case ServerOp.Mark:
      return { op: 'mark', mark: JSON.parse(decoder.decode(bytes.subarray(1))) as Mark };
    case ServerOp.Commands:
      return { op: 'commands', lines: JSON.parse(decoder.decode(bytes.subarray(1))) as CommandLines };
    case ServerOp.Size:
      return { op: 'size', cols: view.getUint16(1), rows: view.getUint16(3) };
    default:
      throw new FrameError(`unknown opcode ${bytes[0]}`);
  }
}

function withOp(op: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(1 + payload.length);
  out[0] = op;
  out.set(payload, 1);
  return out;
}

function sized(op: number, cols: number, rows: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(5);
  const view = new DataView(out.buffer);
  out[0] = op;
  view.setUint16(1, cols);
  view.setUint16(3, rows);
  return out;
}

function needLength(bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new FrameError(`frame of ${bytes.length} bytes, ${length} wanted`);
}
