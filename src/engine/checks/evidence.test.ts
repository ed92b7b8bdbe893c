import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { oneMoment } from './evidence.ts';
import { fakeMachine, type FakeContainer } from './fake-machine.ts';

const NOW = Date.parse('2026-11-26T08:00:00Z');

// Only the clock moves: vitest's own timers don't cover node:timers/promises.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => Promise.resolve(vi.setSystemTime(Date.now() + ms)),
}));
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const running = (startedMs: number): FakeContainer => ({
  status: 'running',
  started: new Date(startedMs).toISOString(),
});

/** What one moment sees of a machine with one container, how often it looked, and how long it took. */
async function see(containerAt: (nowMs: number) => FakeContainer) {
  vi.setSystemTime(NOW);
  const machine = fakeMachine({ containers: () => [containerAt(Date.now())] });
  const moment = oneMoment(machine);
  const [[first], [second]] = await Promise.all([moment.containers(), moment.containers()]);
  expect(second).toBe(first);
  return { status: first?.State.Status, looks: machine.calls.length, tookMs: Date.now() - NOW };
}

test('a container that ends as soon as it has started was never running', async () => {
  const born = await see((nowMs) => (nowMs < NOW + 120 ? running(NOW - 10) : { status: 'exited' }));
  expect(born).toEqual({ status: 'exited', looks: 2, tookMs: 240 });
});

test('one that goes on is running, a quarter of a second after it started', async () => {
  expect(await see(() => running(NOW - 10))).toEqual({ status: 'running', looks: 2, tookMs: 240 });
});

test('one that has been running, or does not run, is looked at once', async () => {
  expect(await see(() => running(NOW - 1_000))).toEqual({ status: 'running', looks: 1, tookMs: 0 });
  expect(await see(() => ({ status: 'exited', started: new Date(NOW).toISOString() }))).toEqual({
    status: 'exited',
    looks: 1,
    tookMs: 0,
  });
});

test('one that is restarted without end holds nobody up', async () => {
  expect(await see((nowMs) => running(nowMs - 5))).toEqual({ status: 'running', looks: 3, tookMs: 490 });
});

test('nor does one whose start lies in the future: the clock was set back', async () => {
  expect(await see(() => running(NOW + 3_600_000))).toEqual({ status: 'running', looks: 1, tookMs: 0 });
  // A few milliseconds are Docker's own.
  expect(await see(() => running(NOW + 14))).toEqual({ status: 'running', looks: 2, tookMs: 264 });
});
