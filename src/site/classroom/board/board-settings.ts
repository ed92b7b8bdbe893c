import { useStore } from '../../live/store.ts';
import { createPersisted } from '../../terminal/persisted.ts';
import type { Sort } from './board-view.ts';
import { SORT_TEXT } from './board-view.ts';

/** How this instructor likes the board; remembered by this browser. */
export interface BoardSettings {
  readonly hideNames: boolean;
  /** For a projector: read from the last row. */
  readonly big: boolean;
  readonly sort: Sort;
}

const DEFAULTS: BoardSettings = { hideNames: false, big: false, sort: 'number' };

const store = createPersisted<BoardSettings>('matou.board', (stored) => {
  const { hideNames, big, sort } = (stored ?? {}) as Partial<Record<keyof BoardSettings, unknown>>;
  return {
    hideNames: hideNames === true,
    big: big === true,
    sort: typeof sort === 'string' && Object.hasOwn(SORT_TEXT, sort) ? (sort as Sort) : DEFAULTS.sort,
  };
});

export const useBoardSettings = (): BoardSettings => useStore(store, DEFAULTS);
export const changeBoardSettings = (change: Partial<BoardSettings>): void =>
  store.set((now) => ({ ...now, ...change }));
