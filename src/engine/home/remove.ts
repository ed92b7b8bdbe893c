import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clearHost, forgetRemapping, lockHome } from '../host.ts';
import { entriesOf } from './entries.ts';

export interface Removed {
  /** What is in the folder and not ours: it stays, and the folder with it. */
  readonly kept: readonly string[];
  /** The user and its numbers that dockerd made for this home. */
  readonly remapping: 'removed' | 'kept';
  /** Debian packages that a start of this home installed. */
  readonly packages: readonly string[];
}

/** Where lab-test works beside a running course: a home in the home. */
const WITHIN = ['lab-test'];

/**
 * Removes what a home made: what a killed run left on the host, then the data. Throws UserError while it is in use.
 * Only what is known to be ours goes, for somebody may have pointed --home at a folder with other things in it.
 */
export async function removeHome(home: string): Promise<Removed> {
  const locks = [home, ...WITHIN.map((name) => join(home, name))]
    .filter((dir) => dir === home || existsSync(dir))
    .map((dir) => ({ dir, lock: lockHome(dir, 'npm run uninstall') }));
  const packages = installedPackages(home);
  let remapping: Removed['remapping'] = 'kept';
  try {
    // Elsewhere the user's own Docker did the work, and nothing of ours lies on the host.
    if (process.platform === 'linux') {
      for (const { dir } of [...locks].reverse()) await clearHost(dir);
      remapping = await forgetRemapping(home);
    }
    for (const { name, kind } of entriesOf(home))
      if (kind !== 'unknown' && name !== 'lock') rmSync(join(home, name), { recursive: true, force: true });
  } finally {
    for (const { dir, lock } of [...locks].reverse()) if (existsSync(dir)) lock[Symbol.dispose]();
  }
  const kept = readdirSync(home);
  if (kept.length === 0) rmdirSync(home);
  return { kept, remapping, packages };
}

function installedPackages(home: string): readonly string[] {
  const file = join(home, 'packages.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}
