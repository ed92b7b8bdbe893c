const FIRST_MS = 250;
const LONGEST_MS = 8_000;

/** Waits double up to 8 s; the spread keeps a class from reconnecting in one instant after a server restart. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(full * (0.75 + random() * 0.5));
}
