import { useState } from 'react';
import { has, type Layout } from './layout.ts';

/** Terminals that have been in view: those are kept alive; the others wait, unconnected, for their first time. */
export function useSeen(layout: Layout): readonly number[] {
  const [seen, setSeen] = useState<readonly number[]>([]);
  const shown = [layout.left, layout.right].filter((n): n is number => n !== null);
  const next = [...new Set([...seen.filter((n) => has(layout, n)), ...shown])];
  if (next.length === seen.length && next.every((n, at) => seen[at] === n)) return seen;
  setSeen(next);
  return next;
}
