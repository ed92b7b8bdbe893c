import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { keepAlive } from './sockets.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The other end of a cable: `answers` until it is pulled. */
class Peer extends EventEmitter {
  answers = true;
  ended = false;
  ping(): void {
    if (this.answers) this.emit('pong');
  }
  terminate(): void {
    this.ended = true;
    this.emit('close');
  }
}

test('a half-open connection ends within 40 seconds; one that answers stays', () => {
  const [alive, gone] = [new Peer(), new Peer()];
  for (const peer of [alive, gone]) keepAlive(peer as unknown as WebSocket);
  vi.advanceTimersByTime(10 * 60_000);
  expect([alive.ended, gone.ended]).toEqual([false, false]);
  gone.answers = false;
  vi.advanceTimersByTime(40_000);
  expect([alive.ended, gone.ended]).toEqual([false, true]);
  expect(vi.getTimerCount()).toBe(1);
});
