import { OBSERVE_LIMITS } from '../../shared/observe.ts';

/** Cut to what the page takes; never in the middle of a character. */
export function clip(text: string): string {
  if (text.length <= OBSERVE_LIMITS.chars) return text;
  return `${text.slice(0, OBSERVE_LIMITS.chars - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Docker writes a slash before a container's name. */
export const shortName = (name: string): string => clip(name.replace(/^\//, ''));

/** Null for what is no time: Docker writes the year 1 for "never". */
export function isoTime(ms: number): string | null {
  return Number.isFinite(ms) && ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : null;
}
