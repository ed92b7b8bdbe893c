import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tryRun } from '../host.ts';

/** Made from the rest, or of this checkout alone. */
const LEFT_OUT = new Set([
  '.git',
  '.docusaurus',
  'build',
  'bundle',
  'node_modules',
  'test-results',
  'playwright-report',
]);

/** Files of the checkout by their path in it: what git would take, or all where there is no git. */
export async function checkoutFiles(root: string): Promise<string[]> {
  const tracked = existsSync(join(root, '.git'))
    ? await tryRun('git', ['-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'])
    : undefined;
  if (tracked !== undefined) {
    // A file that was deleted and not yet committed is still listed.
    return tracked.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  }
  const entries = await readdir(root);
  return entries.filter((name) => !LEFT_OUT.has(name));
}
