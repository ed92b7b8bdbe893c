import { useMemo, useRef } from 'react';
import { closeShell } from './close-shell.ts';
import * as layouts from './layout.ts';
import { layoutOf } from './layout-store.ts';
import { LIMIT_REACHED } from './notice.ts';

export interface LayoutActions {
  open(): void;
  split(): void;
  show(number: number): void;
  close(number: number): void;
  rename(number: number, name: string): void;
  step(by: 1 | -1): void;
  resize(leftPercent: number): void;
}

/** Opening, closing and arranging the terminals of a lab. `say` tells the learner what could not be done. */
export function useLayoutActions(lab: string, say: (text: string) => void): LayoutActions {
  const closing = useRef(new Set<number>());
  return useMemo(() => {
    const store = layoutOf(lab);
    return {
      open() {
        const number = layouts.freeNumber(store.get(), closing.current);
        if (number === undefined) say(LIMIT_REACHED);
        else store.set((now) => layouts.show(now, number));
      },
      split() {
        const now = store.get();
        if (now.right !== null) {
          store.set(layouts.unsplit);
          return;
        }
        // At the limit there is still one to put beside this one.
        const number =
          layouts.freeNumber(now, closing.current) ?? now.tabs.find((t) => t.number !== now.active)?.number;
        if (number !== undefined) store.set((l) => layouts.split(l, number));
      },
      show: (number) => store.set((now) => layouts.show(now, number)),
      close(number) {
        const next = layouts.close(store.get(), number);
        if (next === store.get()) return;
        store.set(next);
        // Until its shell has ended the number would lead to the old one.
        closing.current.add(number);
        void closeShell(lab, number).then(() => closing.current.delete(number));
      },
      rename: (number, name) => store.set((now) => layouts.rename(now, number, name)),
      step: (by) => store.set((now) => layouts.show(now, layouts.neighbour(now, by))),
      resize: (leftPercent) => store.set((now) => ({ ...now, leftPercent })),
    };
  }, [lab, say]);
}
