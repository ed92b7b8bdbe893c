import { isPicture, type Picture, type Sight } from '../../shared/see.ts';
import { createStore, useStore, type Store } from '../live/store.ts';
import { callForStart, folded } from '../machine/pane-state.ts';
import { createPersisted } from '../terminal/persisted.ts';

/** How the panel stands, remembered by this browser. */
export interface ObservePrefs {
  readonly open: boolean;
  readonly picture: Picture;
  readonly as: 'picture' | 'text';
  /** The panel's part of the pane beside the terminal, in per cent. */
  readonly percent: number;
  /** The panel has the whole pane; the terminal lies behind it. */
  readonly alone: boolean;
}

export const MIN_PERCENT = 25;
export const MAX_PERCENT = 80;
export const USUAL_PERCENT = 58;

export const FIRST_PREFS: ObservePrefs = {
  open: false,
  picture: 'layers',
  as: 'picture',
  percent: USUAL_PERCENT,
  alone: false,
};

export const observePrefs = createPersisted<ObservePrefs>('matou.observe', parsePrefs);
export const useObservePrefs = (): ObservePrefs => useStore(observePrefs, FIRST_PREFS);

export const changePrefs = (change: Partial<ObservePrefs>): void =>
  observePrefs.set((now) => parsePrefs({ ...now, ...change }));

/** Whatever was stored, by an older version or by hand. */
export function parsePrefs(stored: unknown): ObservePrefs {
  const given = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const { picture, percent } = given;
  const known = typeof percent === 'number' && Number.isFinite(percent);
  return {
    open: given['open'] === true,
    picture: isPicture(picture) ? picture : 'layers',
    as: given['as'] === 'text' ? 'text' : 'picture',
    percent: known ? Math.min(MAX_PERCENT, Math.max(MIN_PERCENT, percent)) : USUAL_PERCENT,
    alone: given['alone'] === true,
  };
}

/** What a lesson asked to see; stays until it is shown, which may be after the machine has started. */
export interface Wish extends Sight {
  /** A second press of the same link is a new wish. */
  readonly number: number;
  /** Where the focus goes back to. */
  readonly from: HTMLElement | null;
}
export const wish: Store<Wish | null> = createStore<Wish | null>(null);
let wishes = 0;

export function lookAt(sight: Sight, from: HTMLElement | null, hasMachine: boolean): void {
  wish.set({ ...sight, number: ++wishes, from });
  changePrefs({ open: true, picture: sight.picture });
  if (hasMachine) folded.set(false);
  else callForStart();
}
