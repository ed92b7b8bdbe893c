import { useSyncExternalStore } from 'react';

/** A value with listeners, in the shape that useSyncExternalStore wants. */
export interface Store<T> {
  get(): T;
  set(next: T | ((now: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const now = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (Object.is(now, value)) return;
      value = now;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Server rendering and hydration see `atBuild`, so both draw the same page. */
export function useStore<T>(store: Store<T>, atBuild: T): T {
  return useSyncExternalStore(store.subscribe, store.get, () => atBuild);
}
