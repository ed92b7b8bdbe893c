import { MAX_TERMINALS } from '../../shared/wire.ts';

export interface Tab {
  /** Which shell of the machine; the server counts from 1. */
  readonly number: number;
  /** Null until the learner gives one. */
  readonly name: string | null;
}

/** What the pane shows. `left` and `right` are in `tabs`, and `active` is one of the two. */
export interface Layout {
  readonly tabs: readonly Tab[];
  readonly left: number;
  readonly right: number | null;
  readonly active: number;
  /** Width of the left one, in per cent. */
  readonly leftPercent: number;
}

export const FIRST_LAYOUT: Layout = {
  tabs: [{ number: 1, name: null }],
  left: 1,
  right: null,
  active: 1,
  leftPercent: 50,
};

export const MIN_PERCENT = 15;
const MAX_NAME = 40;

export const titleOf = ({ number, name }: Tab): string => name ?? `终端 ${number}`;
export const has = (layout: Layout, number: number): boolean => layout.tabs.some((t) => t.number === number);
export const isShown = (layout: Layout, number: number): boolean =>
  number === layout.left || number === layout.right;

/** The lowest number that is free; undefined at the limit. `closing` are those whose shell has not ended yet. */
export function freeNumber(layout: Layout, closing: ReadonlySet<number> = new Set()): number | undefined {
  for (let number = 1; number <= MAX_TERMINALS; number++)
    if (!has(layout, number) && !closing.has(number)) return number;
  return undefined;
}

/** Brings a terminal to where the learner is looking; one that isn't there is added. */
export function show(layout: Layout, number: number): Layout {
  const tabs = has(layout, number) ? layout.tabs : [...layout.tabs, { number, name: null }];
  if (isShown(layout, number)) return { ...layout, tabs, active: number };
  return layout.active === layout.right
    ? { ...layout, tabs, right: number, active: number }
    : { ...layout, tabs, left: number, active: number };
}

/** Two side by side: the active one stays on the left, `number` comes to the right and becomes active. */
export function split(layout: Layout, number: number): Layout {
  if (number === layout.active) return layout;
  const { tabs } = show(layout, number);
  return { ...layout, tabs, left: layout.active, right: number, active: number };
}

/** Back to one; both stay in the tabs. */
export const unsplit = (layout: Layout): Layout => ({ ...layout, left: layout.active, right: null });

/** The last one stays: a machine without a terminal is of no use. */
export function close(layout: Layout, number: number): Layout {
  if (layout.tabs.length === 1 || !has(layout, number)) return layout;
  const at = layout.tabs.findIndex((t) => t.number === number);
  const tabs = layout.tabs.filter((t) => t.number !== number);
  const rest = { ...layout, tabs };
  if (number === layout.right) return { ...rest, right: null, active: layout.left };
  if (number !== layout.left) return rest;
  if (layout.right !== null) return { ...rest, left: layout.right, right: null, active: layout.right };
  const next = (tabs[at] ?? tabs[at - 1] ?? FIRST_LAYOUT.tabs[0])?.number ?? 1;
  return { ...rest, left: next, active: next };
}

export function rename(layout: Layout, number: number, text: string): Layout {
  const name = text.trim().slice(0, MAX_NAME) || null;
  return { ...layout, tabs: layout.tabs.map((t) => (t.number === number ? { number, name } : t)) };
}

/** The neighbour in the row of tabs, round its ends. */
export function neighbour(layout: Layout, step: number): number {
  const { tabs, active } = layout;
  const at = tabs.findIndex((t) => t.number === active);
  return tabs[(at + step + tabs.length) % tabs.length]?.number ?? active;
}

/** Another page of the same learner opened, closed or renamed terminals; what this page looks at is its own affair. */
export function merge(mine: Layout, theirs: Layout): Layout {
  const shown = [mine.active, mine.left, mine.right].filter((n): n is number => n !== null && has(theirs, n));
  const left = has(theirs, mine.left) ? mine.left : (shown[0] ?? theirs.left);
  const right = mine.right !== null && has(theirs, mine.right) && mine.right !== left ? mine.right : null;
  const active = mine.active === left || mine.active === right ? mine.active : left;
  return { ...mine, tabs: theirs.tabs, left, right, active };
}

/** Whatever was stored, by an older version or by hand. */
export function parseLayout(stored: unknown): Layout {
  if (typeof stored !== 'object' || stored === null) return FIRST_LAYOUT;
  const given = stored as Record<string, unknown>;
  const tabs: Tab[] = [];
  for (const each of Array.isArray(given['tabs']) ? (given['tabs'] as unknown[]) : []) {
    const { number, name } = (each ?? {}) as Record<string, unknown>;
    const valid = typeof number === 'number' && Number.isInteger(number) && number >= 1;
    if (!valid || number > MAX_TERMINALS || tabs.some((t) => t.number === number)) continue;
    tabs.push({ number, name: typeof name === 'string' && name.trim() ? name.slice(0, MAX_NAME) : null });
  }
  const first = tabs[0]?.number;
  if (first === undefined) return FIRST_LAYOUT;
  const known = (value: unknown): number | null => tabs.find((t) => t.number === value)?.number ?? null;
  const left = known(given['left']) ?? first;
  const wanted = known(given['right']);
  const right = wanted === left ? null : wanted;
  const active = given['active'] === right && right !== null ? right : left;
  const percent = given['leftPercent'];
  const leftPercent =
    typeof percent === 'number' && percent >= MIN_PERCENT && percent <= 100 - MIN_PERCENT ? percent : 50;
  return { tabs, left, right, active, leftPercent };
}
