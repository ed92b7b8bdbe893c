import { useSyncExternalStore } from 'react';
import { createStore, useStore, type Store } from '../live/store.ts';

/** On a page without a lab: the learner wants to see the machine all the same. */
export const peeking: Store<boolean> = createStore(false);
export const usePeeking = (): boolean => useStore(peeking, false);

/** Narrow screens: the drawer is a bar only. */
export const folded: Store<boolean> = createStore(true);
export const useFolded = (): boolean => useStore(folded, true);

/** The pane covers the whole window. */
export const maximised: Store<boolean> = createStore(false);
export const useMaximised = (): boolean => useStore(maximised, false);

/** Counts the times that something needed a machine and there was none: the pane then points at its button. */
export const startCalls: Store<number> = createStore(0);

export function callForStart(): void {
  folded.set(false);
  startCalls.set((n) => n + 1);
}

/**
 * The learner pressed 启动实验 or 重置, so the keyboard is meant for the terminal as soon as there is one. Not after a
 * reload: there the arrows should go on scrolling the page.
 */
export const focusWhenOpen = {
  wanted: false,
  want(): void {
    // On a touch screen a focus would bring up the keyboard over half of the page.
    this.wanted = !window.matchMedia('(pointer: coarse)').matches;
  },
  /** Also false if the learner went elsewhere in the meantime. */
  take(): boolean {
    const { wanted } = this;
    this.wanted = false;
    return wanted && (document.activeElement === null || document.activeElement === document.body);
  },
};

/** Below it the pane is a drawer at the bottom. The same width stands in beside-the-pane.css. */
export const WIDE = '(min-width: 1000px)';

export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
}
