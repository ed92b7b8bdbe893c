import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostNames } from './names.ts';
import { tryRun } from './run.ts';

/** The user that dockerd makes, with its range of numbers, when it is told to remap and finds none. */
const USER = 'dockremap';
const FILES = ['/etc/subuid', '/etc/subgid'];

const markFile = (home: string): string => join(hostNames(home).dataDir, 'made-dockremap');

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

export const remappingExists = (): boolean =>
  ['/etc/passwd', ...FILES].some((file) => new RegExp(`^${USER}:`, 'm').test(read(file)));

/** Called once the engine runs, with what was there before: only what came with this home may go with it. */
export function noteRemapping(home: string, existedBefore: boolean): void {
  if (!existedBefore) writeFileSync(markFile(home), '');
}

/** Removes the user and its numbers if this home's engine brought them, and nobody else needs them. */
export async function forgetRemapping(home: string): Promise<'removed' | 'kept'> {
  if (!existsSync(markFile(home)) || isNeeded()) return 'kept';
  await tryRun('userdel', [USER]);
  await tryRun('groupdel', [USER]);
  for (const file of FILES) {
    const lines = read(file).split('\n');
    const others = lines.filter((line) => !line.startsWith(`${USER}:`));
    if (others.length < lines.length) writeFileSync(file, others.join('\n'));
  }
  return 'removed';
}

/** By an engine that runs now, or by the user's own Docker. */
const isNeeded = (): boolean =>
  readdirSync('/run').some((name) => /^matou-[0-9a-f]{6}$/.test(name)) ||
  read('/etc/docker/daemon.json').includes('userns-remap');
