import { useEffect, useSyncExternalStore } from 'react';
import { useLive } from '../live/live-client.ts';
import { stepKey } from '../live/live-state.ts';

const KEY = 'matou.shown';
/** What is remembered changes only by this page itself, and then `fresh` is there. */
const never = (): (() => void) => () => {};

/**
 * What the learner's machine said when the step passed (`show` in its lab.yaml): any text at all, to be parsed with
 * care. Remembered in this browser, for the machine is gone after an hour and the page is read again.
 */
export function useShown(lab: string, step: string, id: string): string | null {
  const key = stepKey(lab, step);
  const name = `${key}.${id}`;
  const fresh = useLive().shown[key]?.[id] ?? null;
  const remembered = useSyncExternalStore(
    never,
    () => read()[name] ?? null,
    () => null,
  );
  useEffect(() => {
    if (fresh !== null) remember(name, fresh);
  }, [fresh, name]);
  return fresh ?? remembered;
}

function remember(name: string, text: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [name]: text }));
  } catch {
    // Private windows may refuse; then it is shown for as long as the machine lives.
  }
}

function read(): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((e): e is [string, string] => typeof e[1] === 'string'),
    );
  } catch {
    return {};
  }
}
