/** One thing looked at. `bad` stops a start, `note` is worth knowing. */
export interface Finding {
  readonly what: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly detail: string;
  /** What to do about it. */
  readonly next?: string;
}

export const good = (what: string, detail: string): Finding => ({ what, state: 'good', detail });
export const note = (what: string, detail: string, next?: string): Finding => ({
  what,
  state: 'note',
  detail,
  ...(next !== undefined && { next }),
});
export const bad = (what: string, detail: string, next: string): Finding => ({
  what,
  state: 'bad',
  detail,
  next,
});

export const GIB = 1024 ** 3;
export const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
