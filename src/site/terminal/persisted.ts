import { createStore, type Store } from '../live/store.ts';

/**
 * A store that is remembered by this browser, and so by the learner, and follows what another page of the site writes.
 * `parse` gets whatever lies there, written by an older version or by hand, and makes something valid of it.
 */
export function createPersisted<T>(
  key: string,
  parse: (stored: unknown) => T,
  fromOtherPage: (mine: T, theirs: T) => T = (_, theirs) => theirs,
): Store<T> {
  const store = createStore<T>(parse(read(key)));
  let written = JSON.stringify(store.get());
  store.subscribe(() => {
    const text = JSON.stringify(store.get());
    if (text === written) return;
    written = text;
    try {
      localStorage.setItem(key, text);
    } catch {
      // Private windows may refuse; then it lasts as long as the page.
    }
  });
  if (typeof window !== 'undefined') {
    window.addEventListener('storage', (event) => {
      if (event.key !== key || event.newValue === null) return;
      const next = fromOtherPage(store.get(), parse(read(key)));
      // Not written back: two pages would answer each other for ever.
      written = JSON.stringify(next);
      store.set(next);
    });
  }
  return store;
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
