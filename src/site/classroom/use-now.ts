import { useSyncExternalStore } from 'react';

/** One clock for all that use the same beat, so that a page of forty rows has one timer. */
const clocks = new Map<
  number,
  { now: number; listeners: Set<() => void>; timer?: ReturnType<typeof setInterval> }
>();

/** The browser's time, in ms, renewed every `everyMs`; 0 while the page is built. */
export function useNow(everyMs: number): number {
  return useSyncExternalStore(
    (listener) => {
      const clock = clockOf(everyMs);
      clock.listeners.add(listener);
      clock.timer ??= setInterval(() => {
        clock.now = Date.now();
        for (const each of [...clock.listeners]) each();
      }, everyMs);
      return () => {
        clock.listeners.delete(listener);
        if (clock.listeners.size > 0) return;
        clearInterval(clock.timer);
        clocks.delete(everyMs);
      };
    },
    () => clockOf(everyMs).now,
    () => 0,
  );
}

function clockOf(everyMs: number) {
  const clock = clocks.get(everyMs) ?? { now: Date.now(), listeners: new Set() };
  clocks.set(everyMs, clock);
  return clock;
}
