import type { Store } from '../live/store.ts';
import { merge, parseLayout, type Layout } from './layout.ts';
import { createPersisted } from './persisted.ts';

const stores = new Map<string, Store<Layout>>();

/** Which terminals of a lab are open, how they are called and where they stand. */
export function layoutOf(lab: string): Store<Layout> {
  let store = stores.get(lab);
  if (!store) stores.set(lab, (store = createPersisted(`matou.terminals:${lab}`, parseLayout, merge)));
  return store;
}
