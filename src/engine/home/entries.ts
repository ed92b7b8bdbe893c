import { existsSync, readdirSync } from 'node:fs';

/**
 * What a home holds, by the name of the entry. `data` can't be made again; all else can be, or is of the moment. A
 * backup takes everything but the latter, so that what this list does not know yet is not lost.
 */
const KNOWN: readonly (readonly [name: RegExp, kind: Kind])[] = [
  [/^progress\.db$/, 'data'],
  [/^recordings$/, 'data'],
  [/^tls$/, 'data'], // a certificate that browsers were told to trust
  [/^progress\.db-(wal|shm)$/, 'passing'], // in the copy of the database
  [/^progress\.db\.corrupt-/, 'passing'],
  [/^replaced-/, 'passing'], // what a restore put aside
  [/^(restoring|backing-up)-/, 'passing'],
  [/^(engine|tmp|logs|lab-test)$/, 'passing'],
  [/^(passes|packages)\.json$/, 'passing'],
  [/^lock(\.\d+)?$/, 'passing'],
];

export type Kind = 'data' | 'passing' | 'unknown';

export interface Entry {
  readonly name: string;
  readonly kind: Kind;
}

export function entriesOf(home: string): Entry[] {
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .sort()
    .map((name) => ({ name, kind: KNOWN.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown' }));
}

/** What a backup takes and a restore puts back. */
export const irreplaceable = (home: string): string[] =>
  entriesOf(home)
    .filter(({ kind }) => kind !== 'passing')
    .map(({ name }) => name);
