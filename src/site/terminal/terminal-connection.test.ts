import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ACK_EVERY_BYTES,
  decodeClientFrame,
  encodeServerFrame,
  MAX_INPUT_BYTES,
  TOO_MANY_TERMINALS,
  type ClientFrame,
  type Mark,
  type ServerFrame,
} from '../../shared/wire.ts';
import { splitInput, TerminalConnection, type SocketLike, type TerminalSink } from './terminal-connection.ts';

class FakeSocket implements SocketLike {
  binaryType: BinaryType = 'blob';
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly sent: ClientFrame[] = [];
  closed = false;
  send(data: Uint8Array): void {
    this.sent.push(decodeClientFrame(data));
  }
  close(code = 1006): void {
    this.closed = true;
    this.onclose?.({ code } as never);
  }
  open(): void {
    this.onopen?.({} as never);
  }
  deliver(frame: ServerFrame): void {
    this.onmessage?.({ data: encodeServerFrame(frame).buffer } as never);
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const calls: string[] = [];
  const marks: Mark[] = [];
  const parsed: (() => void)[] = [];
  const sink: TerminalSink = {
    write: (data, done) => {
      calls.push(`write ${data.length}`);
      parsed.push(done);
    },
    restore: (cols, rows, data) => calls.push(`restore ${cols}x${rows} ${new TextDecoder().decode(data)}`),
    commands: ({ commands }) => calls.push(`commands ${commands.length}`),
    size: (cols, rows) => calls.push(`size ${cols}x${rows}`),
  };
  const connection = new TerminalConnection({
    sink,
    onMark: (mark) => marks.push(mark),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  const socket = (n: number): FakeSocket => {
    const found = sockets[n];
    if (!found) throw new Error(`no socket ${n}`);
    return found;
  };
  const restored = (n: number, cols = 80, rows = 24): FakeSocket => {
    socket(n).open();
    socket(n).deliver({ op: 'restore', cols, rows, data: new TextEncoder().encode('码头') });
    return socket(n);
  };
  return { connection, sockets, socket, restored, calls, marks, parsed };
}

const bytes = (n: number): Uint8Array => new Uint8Array(n);

describe('TerminalConnection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is open once the whole screen arrived, and passes frames on', () => {
    const { connection, restored, socket, calls, marks } = setUp();
    socket(0).open();
    expect(connection.state.get()).toEqual({ kind: 'connecting' });
    restored(0);
    expect(connection.state.get()).toEqual({ kind: 'open' });
    socket(0).deliver({ op: 'size', cols: 100, rows: 30 });
    socket(0).deliver({ op: 'mark', mark: { kind: 'prompt' } });
    expect(calls).toEqual(['restore 80x24 码头', 'size 100x30']);
    expect(marks).toEqual([{ kind: 'prompt' }]);
  });

  it('acknowledges what was parsed, not what arrived, and not the restored screen', () => {
    const { restored, parsed } = setUp();
    const socket = restored(0);
    socket.deliver({ op: 'output', data: bytes(ACK_EVERY_BYTES) });
    expect(socket.sent).toEqual([]);
    parsed[0]?.();
    expect(socket.sent).toEqual([{ op: 'ack', bytes: ACK_EVERY_BYTES }]);
    socket.deliver({ op: 'output', data: bytes(10) });
    parsed[1]?.();
    expect(socket.sent).toHaveLength(1);
    socket.deliver({ op: 'output', data: bytes(ACK_EVERY_BYTES) });
    parsed[2]?.();
    expect(socket.sent[1]).toEqual({ op: 'ack', bytes: ACK_EVERY_BYTES + 10 });
  });

  it('does not acknowledge bytes of an old socket on a new one', () => {
    const { restored, parsed } = setUp();
    const old = restored(0);
    old.deliver({ op: 'output', data: bytes(ACK_EVERY_BYTES) });
    old.close();
    vi.advanceTimersByTime(1_000);
    const fresh = restored(1);
    parsed[0]?.();
    expect(old.sent).toEqual([]);
    expect(fresh.sent).toEqual([]);
  });

  it('reconnects with growing waits and says its size again', () => {
    const { connection, restored, socket, sockets } = setUp();
    connection.resize(120, 40);
    restored(0);
    expect(socket(0).sent).toEqual([{ op: 'resize', cols: 120, rows: 40 }]);
    socket(0).close();
    expect(connection.state.get()).toEqual({ kind: 'waiting' });
    vi.advanceTimersByTime(400);
    expect(sockets).toHaveLength(2);
    socket(1).close();
    vi.advanceTimersByTime(340);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(400);
    expect(sockets).toHaveLength(3);
    restored(2);
    expect(socket(2).sent).toEqual([{ op: 'resize', cols: 120, rows: 40 }]);
    expect(connection.state.get()).toEqual({ kind: 'open' });
  });

  it('sends a size only when it is another, and within the limits', () => {
    const { connection, restored } = setUp();
    const socket = restored(0, 80, 24);
    connection.resize(80, 24);
    expect(socket.sent).toEqual([]);
    connection.resize(9_999, 0);
    expect(socket.sent).toEqual([{ op: 'resize', cols: 500, rows: 1 }]);
  });

  it('drops keystrokes while the line is down', () => {
    const { connection, restored } = setUp();
    restored(0).close();
    connection.input('rm -rf x\r');
    vi.advanceTimersByTime(1_000);
    expect(restored(1).sent).toEqual([]);
    connection.input('l');
    expect(restored(1).sent).toEqual([{ op: 'input', data: new TextEncoder().encode('l') }]);
  });

  it('waits for the learner after the shell ended', () => {
    const { connection, restored, sockets } = setUp();
    const socket = restored(0);
    socket.deliver({ op: 'exit', code: 3 });
    socket.close();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(connection.state.get()).toEqual({ kind: 'exited', code: 3 });
    connection.reconnect();
    restored(1);
    expect(connection.state.get()).toEqual({ kind: 'open' });
  });

  it('asks for a fresh screen after a frame it cannot read', () => {
    const { connection, restored } = setUp();
    const socket = restored(0);
    socket.onmessage?.({ data: new Uint8Array([99]).buffer } as never);
    expect(socket.closed).toBe(true);
    expect(connection.state.get()).toEqual({ kind: 'waiting' });
  });

  it('stays silent once disposed', () => {
    const { connection, restored, sockets } = setUp();
    restored(0);
    connection[Symbol.dispose]();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(connection.state.get()).toEqual({ kind: 'closed' });
  });
});

describe('splitInput', () => {
  it('splits a big paste without cutting a character', () => {
    const text = `a${'码'.repeat(MAX_INPUT_BYTES)}`;
    const pieces = [...splitInput(new TextEncoder().encode(text))];
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(MAX_INPUT_BYTES);
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(piece)).not.toThrow();
    }
    expect(pieces.map((p) => new TextDecoder().decode(p)).join('')).toBe(text);
  });
});

it('asks no further when there are too many terminals, until the learner does', () => {
  vi.useFakeTimers();
  const { connection, socket, sockets } = setUp();
  socket(0).open();
  socket(0).close(TOO_MANY_TERMINALS);
  vi.advanceTimersByTime(60_000);
  expect(connection.state.get()).toEqual({ kind: 'refused' });
  expect(sockets).toHaveLength(1);
  connection.reconnect();
  expect(sockets).toHaveLength(2);
});
