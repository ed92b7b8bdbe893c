import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ObserveMessage } from '../../shared/observe.ts';
import { applyObserved, NOTHING, ObserveConnection } from './observe-connection.ts';

class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | undefined;
  onclose: (() => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }
}

const writes: ObserveMessage = { type: 'writes', state: { layers: [] } };
const last = (): FakeSocket => FakeSocket.all.at(-1)!;
const alive = (): number => FakeSocket.all.filter((socket) => socket.readyState !== 3).length;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('window', { location: { href: 'http://127.0.0.1:3030/docs/a' } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('opens nothing until somebody looks, and asks for what is on the screen only', () => {
  const connection = new ObserveConnection('ch4/hello');
  expect(FakeSocket.all).toEqual([]);
  connection.look('layers');
  expect(last().url.protocol).toBe('ws:');
  last().open();
  connection.look('life');
  expect(last().sent.map((text) => JSON.parse(text) as unknown)).toEqual([
    { parts: ['layers'] },
    { parts: ['life'] },
  ]);
  expect(FakeSocket.all).toHaveLength(1);
});

it('closes when nobody looks, also while it waits for a second try', () => {
  const connection = new ObserveConnection('ch4/hello');
  connection.look('layers');
  last().open();
  connection.away();
  expect(alive()).toBe(0);
  connection.look('layers');
  last().close();
  expect(connection.state.get().line).toBe('waiting');
  connection.away();
  vi.advanceTimersByTime(60_000);
  expect(alive()).toBe(0);
  expect(connection.state.get().line).toBe('closed');
});

it('comes back by itself and asks again', () => {
  const connection = new ObserveConnection('ch4/hello');
  connection.look('traffic');
  last().open();
  last().close();
  vi.advanceTimersByTime(1_000);
  expect(FakeSocket.all).toHaveLength(2);
  last().open();
  expect(last().sent).toHaveLength(1);
});

it('what stood stays while a part is unavailable', () => {
  const seen = applyObserved(NOTHING, writes);
  const broken = applyObserved(seen, { type: 'unavailable', part: 'writes', reason: 'Docker 停了' });
  expect(broken.writes).toBe(seen.writes);
  expect(broken.unavailable).toEqual({ writes: 'Docker 停了' });
  expect(applyObserved(broken, writes).unavailable).toEqual({});
});

it('a message that makes no sense changes nothing', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const connection = new ObserveConnection('ch4/hello');
  connection.look('layers');
  last().open();
  const before = connection.state.get();
  last().onmessage?.({ data: 'nonsense' });
  last().onmessage?.({ data: '{"type":"layers","state":{}}' });
  expect(connection.state.get()).toBe(before);
});
